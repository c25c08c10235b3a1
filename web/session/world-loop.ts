import type { Action, ShellResult, World } from "../../simulator/index.ts";
import { viewCluster } from "./cluster-view.ts";
import { plainAlert, plainNotification, plainTransition } from "./plain.ts";
import type { Frame, FrameTopic, Speed } from "./protocol.ts";

/** Most simulated seconds per wall second (07 section 5). */
const topSpeed = 3600;
/** Wall milliseconds one slice may take, so a query or a pause never waits longer. */
const sliceMs = 12;
/** Wall milliseconds between frames: at most 10 a second. */
const frameEveryMs = 100;
/** The story's end may be passed by a day at most. */
const dayMs = 86_400_000;

/**
 * Moves one world along with the wall clock and publishes what changed. Advancing is cut into short
 * slices, so the world can be interrupted at any time and a slow machine only makes it slower.
 */
export class WorldLoop {
  readonly world: World;
  readonly #publish: (frame: Frame) => void;
  #running = false;
  #speed: Speed = 1;
  #runToMs: number | undefined;
  #stopAtPage = false;
  #lastWall = 0;
  /** Simulated ms the clock is owed. */
  #owedMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #topics: readonly FrameTopic[] = [];
  #visible = true;
  #lastFrame = 0;
  #pace: { wall: number; simMs: number }[] = [];
  #sent = {
    changes: -1,
    transitions: -1,
    notifications: "",
    actions: -1,
    rules: "",
    alertsMs: -1,
    clusterMs: -1,
  };

  constructor(world: World, publish: (frame: Frame) => void) {
    this.world = world;
    this.#publish = publish;
  }

  play(speed: Speed): void {
    this.#speed = speed;
    this.#runToMs = undefined;
    this.#start();
  }

  pause(): void {
    this.#running = false;
    this.#runToMs = undefined;
    this.#owedMs = 0;
    clearTimeout(this.#timer);
    this.publish();
  }

  runTo(toMs: number, orPage: boolean): void {
    this.#stopAtPage = orPage;
    const limit = this.world.endMs + dayMs;
    this.#runToMs = Math.min(Math.ceil(toMs / 1000) * 1000, limit);
    if (this.#runToMs > this.world.nowMs) this.#start();
    else this.pause();
  }

  watch(topics: readonly FrameTopic[], visible: boolean): void {
    this.#topics = topics;
    this.#sent.alertsMs = -1;
    this.#sent.clusterMs = -1;
    const back = visible && !this.#visible;
    this.#visible = visible;
    if (back) this.#lastWall = performance.now();
    this.publish();
  }

  /** Applies an action now and lets its simulated time pass. */
  act(action: Action): ShellResult | undefined {
    const result = this.world.act(action);
    const took = Math.ceil(result?.tookSeconds ?? 0);
    if (took > 0) this.world.advance(this.world.nowMs + took * 1000);
    this.#sent.notifications = "";
    this.publish();
    return result;
  }

  stop(): void {
    this.#running = false;
    clearTimeout(this.#timer);
  }

  #start(): void {
    this.#lastWall = performance.now();
    this.#owedMs = 0;
    this.#pace = [];
    if (!this.#running) {
      this.#running = true;
      this.#schedule(0);
    }
    this.publish();
  }

  #schedule(delay: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tick(), delay);
  }

  #tick(): void {
    if (!this.#running) return;
    const now = performance.now();
    if (!this.#visible) {
      this.#lastWall = now;
      this.#schedule(250);
      return;
    }
    const rate = this.#runToMs !== undefined || this.#speed === "max" ? topSpeed : this.#speed;
    // A stalled worker does not catch up in one jump: the learner would miss what happened.
    this.#owedMs += Math.min(now - this.#lastWall, 250) * rate;
    this.#lastWall = now;
    const behind = this.#advanceSlice(now);
    const wall = performance.now();
    this.#pace.push({ wall, simMs: this.world.nowMs });
    while (this.#pace.length > 2 && wall - (this.#pace[0]?.wall ?? wall) > 1000) this.#pace.shift();
    if (wall - this.#lastFrame >= frameEveryMs || !this.#running) this.publish();
    if (this.#running) this.#schedule(behind ? 0 : 33);
  }

  /** Advances by what is owed until the slice is used up; true when more is owed. */
  #advanceSlice(from: number): boolean {
    const { world } = this;
    const limit = this.#runToMs ?? (world.nowMs < world.endMs ? world.endMs : world.endMs + dayMs);
    const pages = this.#pageCount();
    while (this.#owedMs >= 1000 && world.nowMs < limit) {
      const step = Math.min(15_000, Math.floor(this.#owedMs / 1000) * 1000, limit - world.nowMs);
      world.advance(world.nowMs + step);
      this.#owedMs -= step;
      if (this.#pageCount() > pages && this.#paged()) break;
      if (performance.now() - from > sliceMs) break;
    }
    if (world.nowMs >= limit) this.#running = false;
    if (!this.#running) this.#runToMs = undefined;
    const behind = this.#owedMs >= 1000;
    if (behind) this.#owedMs = Math.min(this.#owedMs, topSpeed * 100);
    return behind;
  }

  /** A page drops the clock to 1x, or ends a run to the next page: this is the moment to look. */
  #paged(): boolean {
    if (this.#runToMs !== undefined && !this.#stopAtPage) return false;
    if (this.#runToMs !== undefined) this.#running = false;
    this.#speed = 1;
    this.#owedMs = 0;
    return true;
  }

  #pageCount(): number {
    let count = 0;
    for (const { status, channel } of this.world.notifications()) {
      if (status === "firing" && channel === "pager") count++;
    }
    return count;
  }

  /** Publishes a frame with whatever changed since the last one. */
  publish(): void {
    if (!this.#visible) return;
    this.#lastFrame = performance.now();
    const { world } = this;
    const first = this.#pace[0];
    const last = this.#pace.at(-1);
    const wall = first !== undefined && last !== undefined ? last.wall - first.wall : 0;
    const achieved =
      first !== undefined && last !== undefined && wall > 0 ? (last.simMs - first.simMs) / wall : 0;
    this.#publish({
      nowMs: world.nowMs,
      running: this.#running,
      speed: this.#speed,
      achieved: this.#running ? achieved : 0,
      runToMs: this.#runToMs,
      ...this.#changedParts(),
    });
  }

  #changedParts(): Partial<Frame> {
    const { world } = this;
    const sent = this.#sent;
    const parts: { -readonly [K in keyof Frame]?: Frame[K] } = {};
    const { changes } = world.cluster;
    if (changes.length !== sent.changes) {
      sent.changes = changes.length;
      parts.changes = changes.map((change) => ({ ...change }));
    }
    if (world.actions.length !== sent.actions) {
      sent.actions = world.actions.length;
      parts.actions = [...world.actions];
    }
    const transitions = world.alertTransitions();
    if (transitions.length !== sent.transitions) {
      sent.transitions = transitions.length;
      parts.transitions = transitions.map(plainTransition);
      sent.alertsMs = -1;
    }
    const notifications = world.notifications();
    const state = notifications.map((n) => `${n.acknowledgedMs ?? ""},${n.escalatedMs ?? ""}`).join(";");
    if (state !== sent.notifications) {
      sent.notifications = state;
      parts.notifications = notifications.map(plainNotification);
    }
    if (world.rulesText !== sent.rules) {
      sent.rules = world.rulesText;
      parts.rulesText = world.rulesText;
    }
    if (this.#topics.includes("alerts") && world.nowMs - sent.alertsMs >= 15_000) {
      sent.alertsMs = world.nowMs;
      parts.alerts = world.alerts().map(plainAlert);
    }
    if (this.#topics.includes("cluster") && world.nowMs !== sent.clusterMs) {
      sent.clusterMs = world.nowMs;
      parts.cluster = viewCluster(world.cluster);
    }
    return parts;
  }
}
