import type { Size as EngineSize } from './engine/measure.mts';
import type { Size as MemorySize } from './memory/measure.mts';

/** How much is measured. */
export interface Sizes {
	/** How many tasks are simulated for each figure of status checks. */
	polling: number;
	engine: EngineSize;
	memory: MemorySize;
	/** How often each node is loaded, an odd number. */
	weight: number;
}

/** What the page needs. */
export const WHOLE: Sizes = {
	polling: 6_000,
	engine: { itemCounts: [1, 10, 100, 500], taskTimeMs: 90_000, warmUpItems: 100 },
	memory: { resultsMb: [10, 100, 500], sourceMb: 100, indexes: ['front', 'end'], atOnce: [1, 4], runs: 3 },
	weight: 15,
};

/** The least that goes through all of the code. */
export const QUICK: Sizes = {
	polling: 600,
	engine: { itemCounts: [3], taskTimeMs: 3_000, warmUpItems: 3 },
	memory: { resultsMb: [10], sourceMb: 10, indexes: ['end'], atOnce: [1], runs: 1 },
	weight: 1,
};
