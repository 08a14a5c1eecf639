import { type ASTNode, parse } from '@marcbachmann/cel-js'
import { serialize } from '@marcbachmann/cel-js/serialize'

import type { Field } from './fields'
import { operatorsOf, suits } from './operators'
import {
  ALWAYS,
  type Condition,
  DENIES,
  type Group,
  type Operator,
  type Test,
  type Value,
} from './tree'

export type Reading =
  | { is: 'built'; root: Group }
  /** It is CEL, but more than the builder can show. */
  | { is: 'free' }
  /** It is not CEL. */
  | { is: 'broken'; why: string }

/** Reads CEL as the builder shows it. */
export function read(text: string, fields: readonly Field[]): Reading {
  if (text.trim() === '') return { is: 'built', root: ALWAYS }
  let node: ASTNode
  try {
    node = parse(text).ast
  } catch (error) {
    // The first line says what is wrong, the others show where.
    const [why = ''] = error instanceof Error ? error.message.split('\n') : []
    return { is: 'broken', why }
  }
  const found = readerOf(fields).condition(node)
  if (!found) return { is: 'free' }
  return { is: 'built', root: found.is === 'test' ? { is: 'all', of: [found] } : found }
}

const readers = new WeakMap<readonly Field[], Reader>()

function readerOf(fields: readonly Field[]): Reader {
  const reader = readers.get(fields) ?? new Reader(fields)
  readers.set(fields, reader)
  return reader
}

/** The same CEL always in the same form. */
const canonical = (text: string) => serialize(parse(text).ast)

const COMPARISONS: Partial<Record<ASTNode['op'], Operator>> = {
  '==': 'is',
  '!=': 'is_not',
  '<': 'less',
  '<=': 'at_most',
  '>': 'more',
  '>=': 'at_least',
}

const CALLS: Record<string, Operator> = {
  contains: 'contains',
  startsWith: 'starts_with',
  endsWith: 'ends_with',
}

const DENIALS = new Map(
  Object.entries(DENIES).map(([denial, denied]) => [denied, denial as Operator]),
)

/** Recognizes conditions; each method gives nothing for what the builder cannot show. */
class Reader {
  private readonly byPath: ReadonlyMap<string, Field>
  private readonly guards: ReadonlySet<string>
  private readonly presences: ReadonlyMap<string, Test>

  constructor(fields: readonly Field[]) {
    this.byPath = new Map(fields.map((field) => [canonical(field.path), field]))
    this.guards = new Set(fields.flatMap(({ guard }) => (guard ? [canonical(guard)] : [])))
    this.presences = new Map(
      fields.flatMap(({ path, presence }) =>
        (['present', 'absent'] as const).flatMap((operator) =>
          presence
            ? [[canonical(presence[operator]), { is: 'test', path, operator, value: null }]]
            : [],
        ),
      ),
    )
  }

  condition(node: ASTNode): Condition | undefined {
    if (node.op === '||') {
      return group(
        'any',
        operands(node, '||').map((each) => this.condition(each)),
      )
    }
    if (node.op === '&&') {
      const all = this.all(operands(node, '&&'))
      const [only] = all
      return all.length === 1 ? only : group('all', all)
    }
    return this.test(node)
  }

  /** What stands between `&&`: a guard belongs to what follows it. */
  private all(nodes: ASTNode[]): (Condition | undefined)[] {
    const found: (Condition | undefined)[] = []
    for (let at = 0; at < nodes.length; at += 1) {
      const [node, next] = [nodes[at], nodes[at + 1]]
      if (!node) continue
      const guarded = next && this.guarded(node, next)
      if (guarded) {
        found.push(...guarded)
        at += 1
      } else {
        const inner = this.condition(node)
        found.push(...(inner?.is === 'all' ? inner.of : [inner]))
      }
    }
    return found
  }

  /** What a guard and what it guards ask together. */
  private guarded(guard: ASTNode, node: ASTNode): Condition[] | undefined {
    const text = serialize(guard)
    if (!this.guards.has(text)) return undefined
    const asked = this.asked(node)
    if (!asked?.field.guard || canonical(asked.field.guard) !== text) return undefined
    if (!DENIES[asked.test.operator]) return [asked.test]
    // "There is one, and it is another": a denial alone holds for what is missing too.
    const present = this.presences.get(text)
    return present && [present, asked.test]
  }

  private test(node: ASTNode): Test | undefined {
    const presence = this.presences.get(serialize(node))
    if (presence) return presence
    if (node.op === '!_') return this.denied(node.args)
    const asked = this.asked(node)
    // What is missing is not another value: without its guard the denial would fail there.
    if (!asked || (DENIES[asked.test.operator] && asked.field.guard?.startsWith('has('))) {
      return undefined
    }
    return asked.test
  }

  private denied(node: ASTNode): Test | undefined {
    const [guard, guarded, ...more] = operands(node, '&&')
    const both = guard && guarded && more.length === 0 ? this.guarded(guard, guarded) : undefined
    const [only, another] = both ?? [this.unguarded(node)]
    if (only?.is !== 'test' || another) return undefined
    const operator = DENIALS.get(only.operator)
    return operator && { ...only, operator }
  }

  /** A test of a field that is always there. */
  private unguarded(node: ASTNode): Test | undefined {
    const asked = this.asked(node)
    return asked && asked.field.guard === undefined ? asked.test : undefined
  }

  /** What one comparison asks, whatever guards it. */
  private asked(node: ASTNode): { field: Field; test: Test } | undefined {
    const parts = partsOf(node)
    const field = parts && this.byPath.get(serialize(parts.path))
    if (!field) return undefined
    const value = literal(parts.value)
    const operator = field.kind === 'checkbox' ? checked(parts.operator, value) : parts.operator
    if (!operator || !operatorsOf(field).includes(operator)) return undefined
    if (field.kind === 'checkbox') {
      return { field, test: { is: 'test', path: field.path, operator, value: null } }
    }
    if (value === undefined || value === true || !suits(field, value)) return undefined
    return { field, test: { is: 'test', path: field.path, operator, value } }
  }
}

function group(is: Group['is'], of: (Condition | undefined)[]): Group | undefined {
  const all = of.filter((each) => each !== undefined)
  return all.length === of.length ? { is, of: all } : undefined
}

/** What `&&` or `||` joins, however it is bracketed. */
function operands(node: ASTNode, joined: '&&' | '||'): ASTNode[] {
  return node.op === joined ? node.args.flatMap((each) => operands(each, joined)) : [node]
}

function partsOf(node: ASTNode): { path: ASTNode; operator: Operator; value: ASTNode } | undefined {
  if (node.op === 'rcall') {
    const [name, path, [value, ...more]] = node.args
    const operator = Object.hasOwn(CALLS, name) ? CALLS[name] : undefined
    return operator && value && more.length === 0 ? { path, operator, value } : undefined
  }
  if (node.op === 'in') {
    const [left, right] = node.args
    return right.op === 'list'
      ? { path: left, operator: 'one_of', value: right }
      : { path: right, operator: 'includes', value: left }
  }
  const operator = COMPARISONS[node.op]
  if (!operator) return undefined
  const [path, value] = node.args as [ASTNode, ASTNode]
  return { path, operator, value }
}

function checked(operator: Operator, value: Value | true | undefined): Operator | undefined {
  return operator === 'is' && value === true ? 'checked' : undefined
}

/** The value of a literal: `true` is only for checkboxes. */
function literal(node: ASTNode): Value | true | undefined {
  if (node.op === 'list') {
    const items = node.args.map(literal)
    return items.every((item) => typeof item === 'string') ? items : undefined
  }
  if (node.op === '-_') {
    const number = literal(node.args)
    return typeof number === 'number' ? -number : undefined
  }
  if (node.op !== 'value') return undefined
  const { args: value } = node
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'number' || typeof value === 'string' || value === true) return value
  return undefined
}
