const FEW = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 2 })
const MANY = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 })

/** How often something happens; a slow one is told by the minute. */
export function Rate({ perSecond }: { readonly perSecond: number | undefined }) {
  return <span className="figure">{rateText(perSecond)}</span>
}

function rateText(perSecond: number | undefined): string {
  if (perSecond === undefined) return 'unknown'
  if (perSecond === 0) return '0/s'
  const [rate, unit] = perSecond < 1 ? [perSecond * 60, 'min'] : [perSecond, 's']
  return `${(rate < 100 ? FEW : MANY).format(rate)}/${unit}`
}
