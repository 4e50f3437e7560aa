/**
 * The part of DynamoDB's expression language that our stores write: conditions with `=`, `<>`, `<`, `IN`, `AND`, `OR`,
 * `attribute_exists` and its opposite; updates with SET, REMOVE and ADD. Anything else is an error, never a guess.
 */

export type Names = Readonly<Record<string, string>>
export type Values = Readonly<Record<string, unknown>>
export type Attributes = Readonly<Record<string, unknown>>

type Scope = { readonly item: Attributes; readonly names: Names; readonly values: Values }
type Condition = (scope: Scope) => boolean
type Operand = (scope: Scope) => unknown
type Path = (names: Names) => string[]
type Change = (scope: Scope, item: Attributes) => Attributes

/** As the engine refuses what it cannot do: an expression, or a path that leads nowhere. */
export class ValidationException extends Error {
  override name = 'ValidationException'
}

const conditions = new Map<string, Condition>()
const updates = new Map<string, Change>()

/** Whether the condition holds for the item; one that is not there has no attributes. */
export function holds(text: string, item: Attributes | undefined, names: Names = {}, values: Values = {}): boolean {
  const known = conditions.get(text) ?? whole(text, readAny)
  conditions.set(text, known)
  return known({ item: item ?? {}, names, values })
}

/** The item as the update leaves it. Every value is that of the item as it was. */
export function updated(text: string, item: Attributes, names: Names = {}, values: Values = {}): Attributes {
  const known = updates.get(text) ?? whole(text, readUpdate)
  updates.set(text, known)
  return known({ item, names, values }, item)
}

type Reader = { readonly next: () => string | undefined; readonly take: (token?: string) => string }

function whole<T>(text: string, read: (reader: Reader) => T): T {
  const tokens = text.match(/[#:]?\w+|<=|>=|<>|\S/g) ?? []
  let at = 0
  const reader: Reader = {
    next: () => tokens[at],
    take(token) {
      const found = tokens[at++]
      if (found === undefined || (token !== undefined && found.toUpperCase() !== token))
        throw new ValidationException(`"${text}": expected ${token ?? 'more'}, not ${found ?? 'the end'}`)
      return found
    },
  }
  const done = read(reader)
  if (reader.next() !== undefined) throw new ValidationException(`"${text}": what is "${reader.next()}"?`)
  return done
}

const isWord = (reader: Reader, word: string) => reader.next()?.toUpperCase() === word

function readAny(reader: Reader): Condition {
  const all = [readAll(reader)]
  while (isWord(reader, 'OR') && reader.take()) all.push(readAll(reader))
  return all.length === 1 ? all[0]! : (scope) => all.some((one) => one(scope))
}

function readAll(reader: Reader): Condition {
  const all = [readOne(reader)]
  while (isWord(reader, 'AND') && reader.take()) all.push(readOne(reader))
  return all.length === 1 ? all[0]! : (scope) => all.every((one) => one(scope))
}

function readOne(reader: Reader): Condition {
  if (reader.next() === '(') {
    reader.take()
    const inner = readAny(reader)
    reader.take(')')
    return inner
  }
  if (reader.next() === 'attribute_exists' || reader.next() === 'attribute_not_exists') {
    const wanted = reader.take() === 'attribute_exists'
    reader.take('(')
    const path = readPath(reader)
    reader.take(')')
    return ({ item, names }) => (valueAt(item, path(names)) !== undefined) === wanted
  }
  const left = readOperand(reader)
  const sign = reader.take().toUpperCase()
  if (sign === 'IN') {
    reader.take('(')
    const many = readList(reader, readOperand)
    reader.take(')')
    return (scope) => many.some((one) => isEqual(left(scope), one(scope)))
  }
  const right = readOperand(reader)
  switch (sign) {
    case '=':
      return (scope) => isEqual(left(scope), right(scope))
    case '<>':
      return (scope) => !isEqual(left(scope), right(scope))
    case '<':
      return (scope) => inOrder(left(scope), right(scope), (order) => order < 0)
    case '<=':
      return (scope) => inOrder(left(scope), right(scope), (order) => order <= 0)
    case '>':
      return (scope) => inOrder(left(scope), right(scope), (order) => order > 0)
    case '>=':
      return (scope) => inOrder(left(scope), right(scope), (order) => order >= 0)
  }
  throw new ValidationException(`what is "${sign}" in a condition?`)
}

function readUpdate(reader: Reader): Change {
  const changes: Change[] = []
  while (reader.next() !== undefined) {
    const clause = reader.take().toUpperCase()
    if (clause === 'SET') changes.push(...readList(reader, readSet))
    else if (clause === 'REMOVE') changes.push(...readList(reader, readRemove))
    else if (clause === 'ADD') changes.push(...readList(reader, readAdd))
    else throw new ValidationException(`what is "${clause}" in an update?`)
  }
  return (scope, item) => changes.reduce((changed, one) => one(scope, changed), item)
}

function readSet(reader: Reader): Change {
  const path = readPath(reader)
  reader.take('=')
  let value = readOperand(reader)
  while (reader.next() === '+') {
    reader.take()
    const [left, right] = [value, readOperand(reader)]
    value = (scope) => sum(left(scope), right(scope))
  }
  return (scope, item) => withValue(item, path(scope.names), value(scope))
}

function readRemove(reader: Reader): Change {
  const path = readPath(reader)
  return ({ names }, item) => withValue(item, path(names), undefined)
}

function readAdd(reader: Reader): Change {
  const path = readPath(reader)
  const more = readOperand(reader)
  return (scope, item) => {
    const names = path(scope.names)
    const [before, added] = [valueAt(scope.item, names), more(scope)]
    if (added instanceof Set) return withValue(item, names, new Set([...((before ?? []) as Set<unknown>), ...added]))
    return withValue(item, names, sum(before ?? 0, added))
  }
}

function readOperand(reader: Reader): Operand {
  const token = reader.next()
  if (token?.startsWith(':')) {
    reader.take()
    return ({ values }) => {
      if (values[token] === undefined) throw new ValidationException(`an expression has no value for ${token}`)
      return values[token]
    }
  }
  if (token !== 'if_not_exists' && token !== 'list_append') {
    const path = readPath(reader)
    return ({ item, names }) => valueAt(item, path(names))
  }
  reader.take()
  reader.take('(')
  const [first, second] = readList(reader, readOperand)
  reader.take(')')
  if (!first || !second) throw new ValidationException(`${token} takes two operands`)
  if (token === 'if_not_exists') return (scope) => first(scope) ?? second(scope)
  return (scope) => [...(first(scope) as unknown[]), ...(second(scope) as unknown[])]
}

function readList<T>(reader: Reader, one: (reader: Reader) => T): T[] {
  const all = [one(reader)]
  while (reader.next() === ',') {
    reader.take()
    all.push(one(reader))
  }
  return all
}

function readPath(reader: Reader): Path {
  const tokens = [reader.take()]
  while (reader.next() === '.') {
    reader.take()
    tokens.push(reader.take())
  }
  return (names) =>
    tokens.map((token) => {
      const name = token.startsWith('#') ? names[token] : token
      if (name === undefined) throw new ValidationException(`an expression has no name for ${token}`)
      return name
    })
}

const valueAt = (item: unknown, path: readonly string[]): unknown =>
  path.reduce((value, name) => (isMap(value) ? value[name] : undefined), item)

/** A copy with one value set, or taken away. The map that it stands in has to be there. */
function withValue(item: unknown, [name, ...rest]: readonly string[], value: unknown): Attributes {
  if (!isMap(item)) throw new ValidationException('The document path provided in the update expression is invalid')
  if (rest.length > 0) return { ...item, [name!]: withValue(item[name!], rest, value) }
  const { [name!]: _, ...others } = item
  return value === undefined ? others : { ...item, [name!]: value }
}

const isMap = (value: unknown): value is Attributes =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Set) &&
  !(value instanceof Uint8Array)

const isEqual = (left: unknown, right: unknown): boolean => left !== undefined && left === right

/** Only a text with a text, or a number with a number. */
function inOrder(left: unknown, right: unknown, fits: (order: number) => boolean): boolean {
  if (typeof left === 'string' && typeof right === 'string') return fits(left < right ? -1 : left > right ? 1 : 0)
  if (typeof left === 'number' && typeof right === 'number') return fits(left - right)
  return false
}

function sum(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left + right
  throw new ValidationException('only numbers can be added')
}
