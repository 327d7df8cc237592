import { DescribedAlarm } from './described-api';
import { ChangeKind, Changes } from './diff-report';

/**
 * Compares alarms: which there are, when they sound, and whom they tell.
 *
 * @param home what all of them belong to, and need not be said
 */
export function compareAlarms(before: DescribedAlarm[], after: DescribedAlarm[], changes: Changes, home = ''): void {
  const add = (kind: ChangeKind, effect: 'review' | 'other', { title }: DescribedAlarm, message: string) =>
    changes.add('alarms', kind, effect, `alarm ${home !== '' && title.startsWith(`${home}/`) ? title.slice(home.length + 1) : title}`, message, false);
  const [was, is] = [before, after].map((alarms) => new Map(alarms.map((alarm) => [alarm.key, alarm])));
  for (const [key, alarm] of is) {
    const known = was.get(key);
    if (known) compareAlarm(known, alarm, add);
    else add('alarm-added', 'other', alarm, `is new${alarm.actions.length === 0 ? ', and tells nobody' : ''}`);
  }
  for (const [key, alarm] of was) if (!is.has(key)) add('alarm-removed', 'review', alarm, 'is gone');
}

type Add = (kind: ChangeKind, effect: 'review' | 'other', alarm: DescribedAlarm, message: string) => void;

function compareAlarm(was: DescribedAlarm, is: DescribedAlarm, add: Add): void {
  if (was.threshold !== is.threshold || was.operator !== is.operator) {
    const text = `sounds at ${is.threshold}, and did at ${was.threshold}`;
    if (isLater(was, is)) add('alarm-weakened', 'review', is, `${text}: later`);
    else add('alarm-changed', 'other', is, text);
  }
  if (was.evaluation !== is.evaluation) {
    const [points, before] = [is, was].map(({ evaluation }) => Number(/^\d+/.exec(evaluation)?.[0] ?? 0));
    add(points > before ? 'alarm-weakened' : 'alarm-changed', points > before ? 'review' : 'other', is, `sounds after ${is.evaluation}, and did after ${was.evaluation}`);
  }
  if (was.actions.join() !== is.actions.join()) {
    if (is.actions.length === 0) add('alarm-weakened', 'review', is, 'tells nobody any more');
    else add('alarm-changed', 'other', is, was.actions.length === 0 ? 'tells somebody' : 'tells others');
  }
  if (was.rest !== is.rest) add('alarm-changed', 'other', is, 'watches something else, or in another way');
}

/** Whether an alarm needs more than before; what cannot be compared may be so. */
function isLater(was: DescribedAlarm, is: DescribedAlarm): boolean {
  if (was.threshold === undefined || is.threshold === undefined || was.operator !== is.operator) return true;
  return /^Greater/.test(is.operator ?? '') ? is.threshold > was.threshold : is.threshold < was.threshold;
}
