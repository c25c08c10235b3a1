import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Starts the lab contracts before all else: they take longest, and what starts last decides when a run ends. */
export class ContractFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isContract = ({ moduleId }: TestSpecification): boolean => moduleId.includes("/labs/contract/");
    return [...sorted.filter(isContract), ...sorted.filter((one) => !isContract(one))];
  }
}
