const WHOLE = new Intl.NumberFormat()

/** A number of things; what cannot be counted says so. */
export function Count({ of }: { readonly of: number | undefined }) {
  return <span className="figure">{countText(of)}</span>
}

export const countText = (count: number | undefined): string =>
  count === undefined ? 'unknown' : WHOLE.format(count)
