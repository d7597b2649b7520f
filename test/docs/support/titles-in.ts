import { type Expression, parseSync, Visitor } from 'oxc-parser'

/** The titles of the tests in a file of them, as they are written: `%s` and `$name` stand for what each is run with. */
export function titlesIn(source: string): readonly string[] {
  const titles: string[] = []
  let skipped = 0
  const visitor = new Visitor({
    CallExpression({ callee, arguments: [title] }) {
      const words = wordsOf(callee)
      if (isSkipped(words)) skipped += 1
      const isTest = words[0] === 'it' || words[0] === 'test'
      if (!isTest || skipped > 0 || !title) return
      if (title.type === 'Literal' && typeof title.value === 'string') titles.push(title.value)
      if (title.type === 'TemplateLiteral')
        titles.push(title.quasis.map(({ value }) => value.cooked).join('%s'))
    },
    'CallExpression:exit'({ callee }) {
      if (isSkipped(wordsOf(callee))) skipped -= 1
    },
  })
  visitor.visit(parseSync('a.test.ts', source).program)
  return titles
}

/** Whether a link by these words leads to a test of this title: to all of it, or to how it begins. */
export function isTitled(title: string, link: string): boolean {
  const text = title.replace(/^(%[a-z]|\$[\w.]+) /, '')
  return link !== '' && text.startsWith(link) && !/^\w/.test(text.slice(link.length))
}

/** `it.each(table)` gives `it`, `each`. */
function wordsOf(callee: Expression): readonly string[] {
  if (callee.type === 'Identifier') return [callee.name]
  if (callee.type === 'CallExpression') return wordsOf(callee.callee)
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return []
  return [...wordsOf(callee.object), callee.property.name]
}

const isSkipped = ([first = '', ...more]: readonly string[]): boolean =>
  ['describe', 'it', 'test'].includes(first) && more.some((word) => ['skip', 'todo', 'fails'].includes(word))
