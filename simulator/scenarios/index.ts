import { flagshipBackground } from "./flagship-background.ts";
import { flagshipBadRoute } from "./flagship-bad-route.ts";
import { flagshipBusy } from "./flagship-busy.ts";
import { flagshipDeploy } from "./flagship-deploy.ts";
import { flagshipDiurnal } from "./flagship-diurnal.ts";
import { flagshipExit } from "./flagship-exit.ts";
import { flagshipHardware } from "./flagship-hardware.ts";
import { flagshipHealthy } from "./flagship-healthy.ts";
import { flagshipLeak } from "./flagship-leak.ts";
import { flagshipModelLoad } from "./flagship-model-load.ts";
import { flagshipRequestId } from "./flagship-request-id.ts";
import { gameDay } from "./game-day.ts";
import { slowLeak } from "./slow-leak.ts";

/** Every scenario: one file and one line each. */
export const scenarios = [
  flagshipLeak,
  slowLeak,
  flagshipExit,
  flagshipDiurnal,
  flagshipBackground,
  flagshipHealthy,
  flagshipDeploy,
  flagshipModelLoad,
  flagshipBusy,
  flagshipBadRoute,
  flagshipHardware,
  gameDay,
  flagshipRequestId,
] as const;
