import { contractOf } from "../../scripts/contract-of.ts";

contractOf([1, 3, 5, 7]);
