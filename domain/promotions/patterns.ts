/** The patterns of a promotion as rules: which can be executed, and what of them can't. */
import { type ReadCriterion, readCriterion } from './criteria.js';
import { type Effect, readAction } from './effect.js';
import { isWithin, type Pattern, type Promotion } from './promotion.js';
import type { Situation } from './situation.js';

/** A place in a resource and what is not executed there. */
export interface Note {
  readonly param: string;
  readonly reason: string;
}

export interface Rule {
  readonly pattern: Pattern;
  /** Smaller is tried first; equal ones in the order in which they came. */
  readonly priority: number;
  /** Undefined = one of its criteria can't be decided here, and so it gives nothing. */
  readonly holds: ((situation: Situation) => boolean) | undefined;
  readonly effects: readonly Effect[];
}

export interface Rules {
  /** As they are tried. */
  readonly rules: readonly Rule[];
  /** What is kept and not executed. */
  readonly notes: readonly Note[];
}

type All = 'AND' | 'OR';

const LAST = 1_000_000;

/** @param path  of the patterns, for notes */
export function readPatterns({ patterns, promotionType, terms }: Promotion, path = 'pattern'): Rules {
  const notes: Note[] = [];
  const rules = patterns.map((pattern, index): Rule => {
    const at = `${path}[${index}]`;
    const before = notes.length;
    const between = relation(
      pattern.criteriaGroupLogicalRelationship,
      `${at}.criteriaGroupLogicalRelationship`,
      notes,
    );
    const groups = pattern.criteriaGroup.map((group, g) => {
      const of = `${at}.criteriaGroup[${g}]`;
      const within = relation(group.criteriaLogicalRelationship, `${of}.criteriaLogicalRelationship`, notes);
      const criteria = group.criteria.flatMap((criterion, c): ReadCriterion[] => {
        const read = readCriterion(criterion);
        if (typeof read !== 'string') return [read];
        notes.push({ param: `${of}.criteria[${c}]`, reason: read });
        return [];
      });
      return (situation: Situation) =>
        joined(
          within,
          criteria.map(
            ({ holds }) =>
              () =>
                holds(situation),
          ),
        );
    });
    const isDecided = notes.length === before;
    const effects = pattern.action.flatMap((action, a): Effect[] => {
      const effect = readAction(action, promotionType, terms);
      if (typeof effect === 'string') {
        notes.push({ param: `${at}.action[${a}].actionValue`, reason: effect });
        return [];
      }
      if (effect.type === 'external')
        notes.push({
          param: `${at}.action[${a}]`,
          reason: `"${action.actionType}" is told to whoever asks, who must do it; done here: voice (minute), data (MB), data (GB), SMS, bonus point, currency, discount`,
        });
      return [effect];
    });
    return {
      pattern,
      priority: pattern.priority ?? LAST,
      holds: isDecided
        ? (situation) =>
            joined(
              between,
              groups.map((holds) => () => holds(situation)),
            )
        : undefined,
      effects,
    };
  });
  return { rules: rules.sort((a, b) => a.priority - b.priority), notes };
}

/** The rule that applies: the first whose time it is and whose criteria hold. */
export const ruleFor = ({ rules }: Rules, situation: Situation): Rule | undefined =>
  rules.find(
    ({ holds, pattern }) =>
      isWithin(pattern.validFor ?? {}, situation.nowMs) && holds !== undefined && holds(situation),
  );

function relation(given: string | undefined, param: string, notes: Note[]): All {
  const word = (given ?? 'AND').trim().toUpperCase();
  if (word === 'AND' || word === 'OR') return word;
  notes.push({ param, reason: `got "${given}"; decided here: AND, OR` });
  return 'AND';
}

const joined = (how: All, parts: readonly (() => boolean)[]): boolean =>
  how === 'AND' ? parts.every((part) => part()) : parts.some((part) => part());
