import yoctoSpinner from 'yocto-spinner';
import type { Progress } from '../surroundings';

/** What is done sooner than this shows nothing. */
const DELAY_MS = 500;

/** A spinner on the standard error. */
export function terminalProgress(text: string): Progress {
  const spinner = yoctoSpinner({ stream: process.stderr });
  let current = text;
  const timer = setTimeout(() => spinner.start(current), DELAY_MS);
  return {
    now: (what) => {
      current = what;
      if (spinner.isSpinning) spinner.text = what; // shows it, spinning or not
    },
    done: () => {
      clearTimeout(timer);
      if (spinner.isSpinning) spinner.stop();
    },
  };
}
