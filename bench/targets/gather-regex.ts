// The bare gather with one regular expression: as little as can be done with a body.
import { answerIpc } from '../support/answer-ipc.ts'
import { bareGather } from '../support/bare-gather.ts'

answerIpc(
  bareGather((body, zone) => {
    const headline = /^\.\.\.([\s\S]*?)\.\.\.$/m.exec(body)?.[1] ?? ''
    return { zone, advisory: headline.replace(/\s+/g, ' ') }
  }),
)
