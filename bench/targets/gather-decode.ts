// The bare gather with the decoder of the service: the difference to the service is what its guards and labels cost.

import { zoneById } from '../../src/sources/marine/catalogue/zones.ts'
import { toAdvisory } from '../../src/sources/marine/forecast.ts'
import { zoneFile } from '../../src/sources/marine/zone-file.ts'
import { answerIpc } from '../support/answer-ipc.ts'
import { bareGather } from '../support/bare-gather.ts'

answerIpc(
  bareGather((body, zone) => {
    const record = zoneById(zone)
    if (!record) throw new Error(`no zone ${zone}`)
    const text = zoneFile.decode(body, { zone: record, now: Date.now() })
    return toAdvisory(record, text, Date.now())
  }),
)
