/** Conditions as people build them: tests, in groups that lie in each other. */

export type Value = string | number | string[] | null

export interface Test {
  is: 'test'
  /** What is looked at, as CEL names it: `trigger.task.priority`. */
  path: string
  operator: Operator
  /** `null` where the operator says it all, and where nothing is chosen yet. */
  value: Value
}

export interface Group {
  /** Whether all of it has to hold, or any. */
  is: 'all' | 'any'
  of: Condition[]
}

export type Condition = Group | Test

export type Operator =
  | 'is'
  | 'is_not'
  | 'one_of'
  | 'none_of'
  | 'contains'
  | 'lacks'
  | 'starts_with'
  | 'ends_with'
  | 'includes'
  | 'excludes'
  | 'less'
  | 'at_most'
  | 'more'
  | 'at_least'
  | 'checked'
  | 'unchecked'
  | 'present'
  | 'absent'

/** What denies another operator, and which. */
export const DENIES: Partial<Record<Operator, Operator>> = {
  is_not: 'is',
  none_of: 'one_of',
  lacks: 'contains',
  excludes: 'includes',
  unchecked: 'checked',
}

const WITHOUT_VALUE: readonly Operator[] = ['checked', 'unchecked', 'present', 'absent']
const WITH_SEVERAL: readonly Operator[] = ['one_of', 'none_of']

export type Takes = 'nothing' | 'one' | 'several'

/** How many values an operator compares with. */
export function takes(operator: Operator): Takes {
  if (WITHOUT_VALUE.includes(operator)) return 'nothing'
  return WITH_SEVERAL.includes(operator) ? 'several' : 'one'
}

/** No condition: it always holds. */
export const ALWAYS: Group = { is: 'all', of: [] }

/** The tests of a condition, in order. */
export function testsOf(condition: Condition): Test[] {
  return condition.is === 'test' ? [condition] : condition.of.flatMap(testsOf)
}

/** Whether a value is still to be chosen. */
export function isOpen({ operator, value }: Test): boolean {
  if (takes(operator) === 'nothing') return false
  return value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

/**
 * The same in the form that CEL gives back: no empty groups, none of one, and none inside one of its own sort.
 */
export function normal(root: Group): Group {
  const whole = simplified(root)
  if (!whole) return ALWAYS
  return whole.is === 'test' ? { is: 'all', of: [whole] } : whole
}

function simplified(condition: Condition): Condition | undefined {
  if (condition.is === 'test') return condition
  const of = condition.of.flatMap((each) => {
    const inner = simplified(each)
    if (!inner) return []
    return inner.is === condition.is ? inner.of : [inner]
  })
  const [only] = of
  return of.length > 1 ? { is: condition.is, of } : only
}
