/**
 * The kubelet restarts a container that died, but waits longer each time it dies soon again:
 * 10, 20, 40, 80, 160, then 300 s (`initialCrashLoopBackOff`, `MaxContainerBackOff`), and starts over
 * after ten minutes of clean running.
 */
export class RestartSchedule {
  private crashes = 0;
  private total = 0;

  /** Restarts so far, as `kubectl get pods` counts them. */
  get restarts(): number {
    return this.total;
  }

  /** Records a death and returns when the next process starts, in milliseconds of simulated time. */
  restartAfter(exit: { readonly startedMs: number; readonly atMs: number }): number {
    if (exit.atMs - exit.startedMs >= 600_000) this.crashes = 0;
    const seconds = Math.min(300, 10 * 2 ** this.crashes);
    this.crashes++;
    this.total++;
    return exit.atMs + 1000 * seconds;
  }
}
