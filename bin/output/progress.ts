import yoctoSpinner from 'yocto-spinner';
import type { Progress } from '../surroundings';

/** What is done sooner than this shows nothing. */
const DELAY_MS = 500;

/** A spinner on the standard error. */
export function terminalProgress(text: string): Progress {
  const spinner = yoctoSpinner({ text, stream: process.stderr });
  const timer = setTimeout(() => spinner.start(), DELAY_MS);
  return {
    now: (what) => { spinner.text = what; },
    done: () => {
      clearTimeout(timer);
      if (spinner.isSpinning) spinner.stop();
    },
  };
}
