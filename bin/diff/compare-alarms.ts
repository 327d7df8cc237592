import { DescribedAlarm } from './described-api';
import { Changes } from './diff-report';

/** Compares alarms: which there are, when they sound, and whom they tell. */
export function compareAlarms(before: DescribedAlarm[], after: DescribedAlarm[], changes: Changes): void {
  const [was, is] = [before, after].map((alarms) => new Map(alarms.map((alarm) => [alarm.key, alarm])));
  for (const [key, alarm] of is) {
    const known = was.get(key);
    if (known) compareAlarm(known, alarm, changes);
    else add(changes, 'alarm-added', 'other', alarm, `is new${alarm.actions.length === 0 ? ', and tells nobody' : ''}`);
  }
  for (const [key, alarm] of was) if (!is.has(key)) add(changes, 'alarm-removed', 'review', alarm, 'is gone');
}

function compareAlarm(was: DescribedAlarm, is: DescribedAlarm, changes: Changes): void {
  if (was.threshold !== is.threshold || was.operator !== is.operator) {
    const text = `sounds at ${is.threshold}, and did at ${was.threshold}`;
    if (isLater(was, is)) add(changes, 'alarm-weakened', 'review', is, `${text}: later`);
    else add(changes, 'alarm-changed', 'other', is, text);
  }
  if (was.evaluation !== is.evaluation) {
    const [points, before] = [is, was].map(({ evaluation }) => Number(/^\d+/.exec(evaluation)?.[0] ?? 0));
    add(changes, points > before ? 'alarm-weakened' : 'alarm-changed', points > before ? 'review' : 'other', is, `sounds after ${is.evaluation}, and did after ${was.evaluation}`);
  }
  if (was.actions.join() !== is.actions.join()) {
    if (is.actions.length === 0) add(changes, 'alarm-weakened', 'review', is, 'tells nobody any more');
    else add(changes, 'alarm-changed', 'other', is, was.actions.length === 0 ? 'tells somebody' : 'tells others');
  }
  if (was.rest !== is.rest) add(changes, 'alarm-changed', 'other', is, 'watches something else, or in another way');
}

/** Whether an alarm needs more than before; what cannot be compared may be so. */
function isLater(was: DescribedAlarm, is: DescribedAlarm): boolean {
  if (was.threshold === undefined || is.threshold === undefined || was.operator !== is.operator) return true;
  return /^Greater/.test(is.operator ?? '') ? is.threshold > was.threshold : is.threshold < was.threshold;
}

function add(changes: Changes, kind: string, effect: 'review' | 'other', { title }: DescribedAlarm, message: string): void {
  changes.add('alarms', kind, effect, `alarm ${title}`, message, false);
}
