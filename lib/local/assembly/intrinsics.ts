import { subVariables } from './references.ts'

/** Where an intrinsic function looks things up. `undefined` means: there is no such name. */
export interface Scope {
  readonly ref: (name: string) => unknown
  readonly getAtt: (logicalId: string, attribute: string) => unknown
  readonly importValue: (exportName: string) => unknown
  readonly mapping: (map: string, topKey: string, secondKey: string) => unknown
  readonly condition: (name: string) => boolean
}

/** What `AWS::NoValue` resolves to; a property or list item with this value is left out. */
export const NO_VALUE: unique symbol = Symbol('AWS::NoValue')

type Intrinsic = (argument: unknown, scope: Scope, path: string) => unknown

/** Resolves a template value. Throws a sentence that names `path` when a name or an intrinsic is unknown. */
export function resolveValue(value: unknown, scope: Scope, path: string): unknown {
  if (Array.isArray(value)) {
    return value.map((item, index) => resolveValue(item, scope, `${path}[${index}]`)).filter(isValue)
  }
  if (typeof value !== 'object' || value === null) return value
  const [only, ...others] = Object.entries(value)
  if (only !== undefined && others.length === 0 && isIntrinsic(only[0])) {
    const intrinsic = INTRINSICS[only[0]]
    if (intrinsic === undefined) throw new Error(`${path}: ${only[0]} is not supported by the local runner.`)
    return intrinsic(only[1], scope, path)
  }
  const resolved = Object.entries(value).map(([key, inner]) => [
    key,
    resolveValue(inner, scope, `${path}.${key}`),
  ])
  return Object.fromEntries(resolved.filter(([, inner]) => isValue(inner)))
}

const isValue = (value: unknown): boolean => value !== NO_VALUE
const isIntrinsic = (key: string): boolean => key === 'Ref' || key === 'Condition' || key.startsWith('Fn::')

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope, path) =>
    found(scope.ref(String(argument)), path, `Ref names "${argument}", which this stack does not have`),
  'Fn::GetAtt': (argument, scope, path) => {
    const [id = '', ...rest] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.')
    return getAtt(id, rest.join('.'), scope, path)
  },
  'Fn::Sub': (argument, scope, path) => {
    const [text, variables] = Array.isArray(argument) ? argument : [argument, {}]
    return substitute(
      String(text),
      resolveValue(variables, scope, path) as Record<string, unknown>,
      scope,
      path,
    )
  },
  'Fn::Join': (argument, scope, path) => {
    const [separator, items] = list(argument, scope, path)
    return asList(items, path, 'Fn::Join').join(String(separator))
  },
  'Fn::Select': (argument, scope, path) => {
    const [index, items] = list(argument, scope, path)
    const selected = asList(items, path, 'Fn::Select')[Number(index)]
    return found(selected, path, `Fn::Select has no item ${index}`)
  },
  'Fn::Split': (argument, scope, path) => {
    const [separator, text] = list(argument, scope, path)
    return String(text).split(String(separator))
  },
  'Fn::Base64': (argument, scope, path) =>
    Buffer.from(String(resolveValue(argument, scope, path))).toString('base64'),
  'Fn::If': (argument, scope, path) => {
    const [name, whenTrue, whenFalse] = argument as unknown[]
    return resolveValue(scope.condition(String(name)) ? whenTrue : whenFalse, scope, path)
  },
  'Fn::FindInMap': (argument, scope, path) => {
    const [map, top, second] = list(argument, scope, path).map(String)
    const value = scope.mapping(map ?? '', top ?? '', second ?? '')
    return found(value, path, `Fn::FindInMap finds no ${map}.${top}.${second}`)
  },
  'Fn::ImportValue': (argument, scope, path) => {
    const name = String(resolveValue(argument, scope, path))
    return found(
      scope.importValue(name),
      path,
      `Fn::ImportValue names "${name}", which no earlier stack exports`,
    )
  },
  Condition: (argument, scope) => scope.condition(String(argument)),
  'Fn::Equals': (argument, scope, path) => {
    const [left, right] = list(argument, scope, path)
    return JSON.stringify(left) === JSON.stringify(right)
  },
  'Fn::And': (argument, scope, path) => list(argument, scope, path).every((item) => item === true),
  'Fn::Or': (argument, scope, path) => list(argument, scope, path).some((item) => item === true),
  'Fn::Not': (argument, scope, path) => list(argument, scope, path)[0] !== true,
}

function list(argument: unknown, scope: Scope, path: string): unknown[] {
  return asList(resolveValue(argument, scope, path), path, 'This intrinsic')
}

function asList(value: unknown, path: string, name: string): unknown[] {
  if (!Array.isArray(value))
    throw new Error(`${path}: ${name} needs a list and was given ${JSON.stringify(value)}.`)
  return value
}

function getAtt(id: string, attribute: string, scope: Scope, path: string): unknown {
  return found(scope.getAtt(id, attribute), path, `Fn::GetAtt names "${id}.${attribute}", which is not there`)
}

function substitute(text: string, variables: Record<string, unknown>, scope: Scope, path: string): string {
  let result = text
  for (const { match, name } of subVariables(text)) {
    result = result.replaceAll(match, () => String(substituteOne(name, variables, scope, path)))
  }
  return result.replaceAll('${!', () => '${')
}

function substituteOne(
  name: string,
  variables: Record<string, unknown>,
  scope: Scope,
  path: string,
): unknown {
  if (Object.hasOwn(variables, name)) return variables[name]
  const [id = '', ...attribute] = name.split('.')
  if (attribute.length > 0) return getAtt(id, attribute.join('.'), scope, path)
  return found(scope.ref(name), path, `Fn::Sub names "${name}", which this stack does not have`)
}

function found(value: unknown, path: string, otherwise: string): unknown {
  if (value === undefined) throw new Error(`${path}: ${otherwise}.`)
  return value
}
