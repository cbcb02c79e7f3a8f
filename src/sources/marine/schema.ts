// The marine schemas: a zone, a forecast and a parsed product as callers receive them. The types of parsed values are those of
// the package `nws-marine`; if the two differ, the decoders do not compile. `z.union([X, z.null()])` rather than `X.nullable()`
// for named schemas: OpenAPI 3.1 then says `anyOf`, not an `allOf` that no null can satisfy.

import { hazardKinds } from 'nws-marine'
import { z } from 'zod'

const instant = z.iso.datetime().meta({ examples: ['2026-11-20T12:00:00Z'] })

const zoneKinds = ['coastal', 'offshore', 'high-seas', 'great-lakes', 'nearshore'] as const

export const Zone = z
  .object({
    id: z.string().meta({ description: 'UGC marine zone id, upper case', examples: ['ANZ532'] }),
    name: z.string().meta({ examples: ['Chesapeake Bay from Sandy Point to North Beach, MD'] }),
    kind: z.enum(zoneKinds),
    office: z.string().meta({ description: 'Issuing office, three letters', examples: ['LWX'] }),
    lat: z.number().nullable().meta({ description: 'Degrees north of a point inside the zone' }),
    lon: z.number().nullable().meta({ description: 'Degrees east of a point inside the zone' }),
    timeZone: z
      .string()
      .nullable()
      .meta({ description: 'IANA time zone', examples: ['America/New_York'] }),
    sameCode: z
      .string()
      .nullable()
      .meta({ description: 'Six-digit SAME code', examples: ['073532'] }),
    textUrl: z
      .string()
      .nullable()
      .meta({ description: 'URL of the forecast of this zone on the text server' }),
  })
  .meta({ id: 'Zone', description: 'A marine forecast zone of the National Weather Service' })

export const Hazard = z
  .object({
    kind: z.enum(hazardKinds),
    text: z.string().meta({
      description: 'The headline that names it, as printed; else its VTEC string',
    }),
    from: instant.nullable().meta({ description: 'Start, exact where VTEC codes it' }),
    until: instant.nullable().meta({ description: 'End, exact where VTEC codes it' }),
  })
  .meta({ id: 'Hazard', description: 'A hazard in effect or expected, by VTEC or else by headlines' })

const Range = z
  .object({ min: z.number(), max: z.number() })
  .meta({ id: 'Range', description: 'Both bounds are inclusive' })
const rangeOrNull = z.union([Range, z.null()])
const when = z
  .string()
  .nullable()
  .meta({
    description: 'Time or place as worded in the text, in lower case',
    examples: ['after midnight'],
  })

export const WindStep = z
  .object({
    direction: z
      .string()
      .nullable()
      .meta({
        description: '16-point compass, two joined in printed order, or VARIABLE',
        examples: ['S', 'N-NE'],
      }),
    speedKt: rangeOrNull,
    gustKt: z.number().nullable(),
    when,
  })
  .meta({ id: 'WindStep' })

export const SeaStep = z
  .object({
    heightFt: rangeOrNull,
    occasionalFt: z.number().nullable(),
    dominantPeriodS: z.number().nullable(),
    when,
  })
  .meta({ id: 'SeaStep', description: 'Combined seas, waves or wind waves' })

export const WaveDetail = z
  .object({ direction: z.string().nullable(), heightFt: rangeOrNull, periodS: z.number().nullable() })
  .meta({ id: 'WaveDetail', description: 'One swell or wave train' })

export const Period = z
  .object({
    name: z.string().meta({ description: 'As printed', examples: ['TONIGHT'] }),
    startsAt: instant.nullable(),
    endsAt: instant.nullable(),
    text: z.string().meta({ description: 'Unwrapped, single-spaced, otherwise as printed' }),
    wind: z.array(WindStep).meta({ description: 'In order of time' }),
    seas: z.array(SeaStep).meta({ description: 'In order of time' }),
    waveDetail: z.array(WaveDetail),
    visibilityNm: rangeOrNull,
    weather: z.array(z.string()).meta({ description: 'Each phrase of weather, in lower case' }),
    unparsed: z.array(z.string()).meta({ description: 'Text that no rule understood, as printed' }),
  })
  .meta({ id: 'Period', description: 'One period of a forecast, typed as far as its text is understood' })

/** A period as it is cached; its text is typed when a forecast is made from it. */
export const UntypedPeriod = Period.pick({ name: true, startsAt: true, endsAt: true, text: true }).extend({
  reads: z.enum(['whole', 'open', 'nothing']),
})

/** The content of one zone's text; the catalogue adds `zone` and the answer adds `expired`. */
export const ForecastText = z.object({
  issuedAt: instant.nullable(),
  expiresAt: instant.nullable(),
  headlines: z.array(z.string()).meta({ description: 'Every headline of the block, each on one line' }),
  synopsis: z.string().nullable(),
  hazards: z.array(Hazard),
  periods: z.array(Period),
})

/** The same as it is cached, with the text itself: its block from the UGC line to its `$$`. */
export const MarineText = ForecastText.extend({ periods: z.array(UntypedPeriod), raw: z.string() })

export const Forecast = z
  .object({
    zone: Zone,
    issuedAt: instant.nullable(),
    expiresAt: instant.nullable(),
    expired: z.boolean().meta({ description: 'Whether the forecast had expired when the answer was made' }),
    advisory: z.string().meta({ description: 'The first headline on one line, or ""' }),
    headlines: ForecastText.shape.headlines,
    synopsis: z.string().nullable(),
    hazards: z.array(Hazard),
    periods: z.array(Period),
    raw: z.string().nullable().meta({ description: 'The original text, with `raw=true`' }),
  })
  .meta({ id: 'Forecast', description: 'The marine forecast of one zone' })

export const Advisory = z
  .object({
    zone: z.object({ id: z.string(), name: z.string() }),
    advisory: Forecast.shape.advisory,
    headlines: Forecast.shape.headlines,
    hazards: Forecast.shape.hazards,
    expiresAt: Forecast.shape.expiresAt,
    expired: Forecast.shape.expired,
  })
  .meta({ id: 'Advisory', description: 'The headlines and hazards of one zone' })
export type Advisory = z.infer<typeof Advisory>

const span = z
  .tuple([z.int(), z.int()])
  .meta({ description: '[start, end) in characters of the period text' })

export const ParsedProduct = z
  .object({
    product: z.object({
      wmo: z
        .string()
        .nullable()
        .meta({ description: 'WMO heading identifier (TTAAii)', examples: ['FZUS51'] }),
      awips: z
        .string()
        .nullable()
        .meta({ examples: ['CWFLWX'] }),
      office: z
        .string()
        .nullable()
        .meta({ description: 'Issuing office, three letters', examples: ['LWX'] }),
      issuedAt: instant.nullable(),
      corrected: z.boolean(),
      headlines: z.array(z.string()).meta({ description: 'Every headline above the first block' }),
      overview: z
        .string()
        .nullable()
        .meta({ description: 'The free text above the first block: the overview of a warning, an area' }),
      unparsed: z.array(z.string()).meta({
        description: 'Lines outside the blocks that are in no other field: title, office, initials',
      }),
    }),
    blocks: z.array(
      z
        .object({
          ugc: z
            .string()
            .nullable()
            .meta({ description: 'The UGC line as printed', examples: ['ANZ530>534-212000-'] }),
          zones: z.array(z.string()).meta({ description: 'The zone ids in the UGC line, ranges expanded' }),
          names: z.array(z.string()),
          issuedAt: instant.nullable(),
          expiresAt: instant.nullable(),
          kind: z.enum(['forecast', 'synopsis', 'warning']),
          vtec: z
            .array(z.string())
            .meta({ description: 'P-VTEC and H-VTEC strings as printed (NWSI 10-1703)' }),
          headlines: z.array(z.string()),
          hazards: z.array(Hazard),
          synopsis: z.string().nullable(),
          periods: z.array(
            Period.extend({
              spans: z
                .array(z.object({ path: z.string().meta({ examples: ['wind[0].speedKt'] }), span }))
                .optional()
                .meta({ description: 'With `spans=true`: the position of each value in `text`' }),
            }).meta({ id: 'ParsedPeriod' }),
          ),
          unparsed: z.array(z.string()).meta({ description: 'Text of the block that is in no other field' }),
        })
        .meta({ id: 'ParsedBlock' }),
    ),
  })
  .meta({ id: 'ParsedProduct', description: 'An NWS marine text product, block by block' })

export type Zone = z.infer<typeof Zone>
export type HazardKind = Hazard['kind']
export type Hazard = z.infer<typeof Hazard>
export type WindStep = z.infer<typeof WindStep>
export type SeaStep = z.infer<typeof SeaStep>
export type WaveDetail = z.infer<typeof WaveDetail>
export type Period = z.infer<typeof Period>
export type ForecastText = z.infer<typeof ForecastText>
export type MarineText = z.infer<typeof MarineText>
export type Forecast = z.infer<typeof Forecast>
export type ParsedProduct = z.infer<typeof ParsedProduct>
export type ParsedBlock = ParsedProduct['blocks'][number]
