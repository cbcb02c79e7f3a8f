const minutes = new Map<string, number>(
  Object.entries({
    UTC: 0,
    GMT: 0,
    Z: 0,
    AST: -240,
    ADT: -180,
    EST: -300,
    EDT: -240,
    CST: -360,
    CDT: -300,
    MST: -420,
    MDT: -360,
    PST: -480,
    PDT: -420,
    AKST: -540,
    AKDT: -480,
    HST: -600,
    HAST: -600,
    HDT: -540,
    HADT: -540,
    SST: -660,
    CHST: 600,
    CHUT: 600,
    YAPT: 600,
    PONT: 660,
    KOST: 660,
    PALT: 540,
    MHT: 720,
  }),
)

/** Minutes east of UTC of a time zone as NWS texts print it (any case); null for letters that they do not use. */
export function printedOffset(letters: string): number | null {
  return minutes.get(letters.toUpperCase()) ?? null
}
