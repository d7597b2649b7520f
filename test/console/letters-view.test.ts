import { describe, expect, it } from 'vitest'
import {
  type LettersView,
  pageOf,
  queryOf,
  selectOnPage,
  targetsOf,
  viewOf,
} from '../../console/src/pages/dead-letters/letters-view.ts'

const ALL: LettersView = { queue: 'dead-letters', search: '', selected: [], page: 1 }
const letter = (messageId: string) => ({ messageId, receivedAt: 0, size: 1 })
const ANSWER = {
  topic: 'orders',
  total: 120,
  groups: [
    { cause: 'UNKNOWN_SKU', count: 100, sample: '' },
    { count: 20, sample: '' },
  ],
  letters: [letter('1'), letter('2')],
  truncated: true,
}

describe('the view of dead letters', () => {
  it.each<[LettersView, string]>([
    [ALL, ''],
    [{ ...ALL, queue: 'undelivered', search: 'a&b=c' }, 'queue=undelivered&search=a%26b%3Dc'],
    [{ ...ALL, cause: '' }, 'cause='],
    [{ ...ALL, cause: 'X', selected: ['1', '2'], page: 3 }, 'cause=X&selected=1%2C2&page=3'],
  ])('is in the URL, whole: %o', (view, query) => {
    expect(new URLSearchParams(queryOf(view)).toString()).toBe(query)
    expect(viewOf(new URLSearchParams(query))).toEqual(view)
  })

  it.each(['queue=other&selected=,,', 'page=-2', 'page=x'])('is that of all dead letters for %s', (query) => {
    expect(viewOf(new URLSearchParams(query))).toEqual(ALL)
  })
})

describe('an act on dead letters', () => {
  it('is about all of them, as SQS counts', () => {
    expect(targetsOf(ALL, ANSWER)).toEqual([{ label: 'all 120', selection: 'all', count: 120 }])
  })

  it('is about a group, listed or not', () => {
    expect(targetsOf({ ...ALL, cause: 'UNKNOWN_SKU' }, ANSWER)).toEqual([
      { label: 'all 100 of UNKNOWN_SKU', selection: { cause: 'UNKNOWN_SKU' }, count: 100 },
    ])
  })

  it('does not count a group of which not all were looked at', () => {
    const [target] = targetsOf({ ...ALL, cause: 'UNKNOWN_SKU' }, { ...ANSWER, total: 5_000 })
    expect(target?.label).toBe('all of UNKNOWN_SKU')
  })

  it('reaches no further than what a search found', () => {
    const found = { label: '2 found', selection: { ids: ['1', '2'] }, count: 2 }
    expect(targetsOf({ ...ALL, search: 'x' }, ANSWER)).toEqual([found])
    expect(targetsOf({ ...ALL, search: 'x', cause: 'UNKNOWN_SKU' }, ANSWER)).toEqual([found])
  })

  it('is about the listed ones where no cause is known, for none can be named', () => {
    expect(targetsOf({ ...ALL, cause: '' }, ANSWER)).toEqual([
      { label: '2 without a cause', selection: { ids: ['1', '2'] }, count: 2 },
    ])
  })

  it('is about what is selected first, shown or not', () => {
    const [first] = targetsOf({ ...ALL, selected: ['2', 'gone'] }, ANSWER)
    expect(first).toEqual({ label: '2 selected', selection: { ids: ['2', 'gone'] }, count: 2 })
  })

  it('is impossible where there is nothing', () => {
    expect(targetsOf(ALL, { ...ANSWER, letters: [] })).toEqual([])
  })
})

describe('a page of the list', () => {
  const list = Array.from({ length: 60 }, (_, index) => letter(String(index)))

  it('has 25 of them, and the last one the rest', () => {
    expect(pageOf({ ...ALL, page: 2 }, list).letters.map(({ messageId }) => messageId)).toEqual(
      list.slice(25, 50).map(({ messageId }) => messageId),
    )
    expect(pageOf({ ...ALL, page: 3 }, list)).toMatchObject({ page: 3, pages: 3, letters: { length: 10 } })
  })

  it('is the last there is, when the one that was shown is gone', () => {
    expect(pageOf({ ...ALL, page: 9 }, list).page).toBe(3)
    expect(pageOf({ ...ALL, page: 9 }, [])).toEqual({ page: 1, pages: 1, letters: [] })
  })

  it('changes nothing of what is selected on others', () => {
    expect(selectOnPage(['0', '1', '40', 'gone'], list.slice(0, 25), ['1', '2'])).toEqual([
      ...['40', 'gone'],
      ...['1', '2'],
    ])
  })
})
