import { contractOf } from "../../scripts/contract-of.ts";

contractOf([0, 2, 4, 6]);
