// The interface of the package: parsing a text, typing a period later, and the types of the results.
export type { UntypedPeriod } from './block-periods.ts'
export type { ParseOptions } from './parse-options.ts'
export { parseProduct, type ReadBlock, readProduct } from './parse-product.ts'
export {
  type Hazard,
  type HazardKind,
  hazardKinds,
  type ParsedBlock,
  type ParsedPeriod,
  type ParsedProduct,
  type Range,
  type SeaStep,
  type WaveDetail,
  type WindStep,
} from './parsed.ts'
export type { UntypedBlock } from './type-block.ts'
export { typePeriod } from './type-period.ts'
