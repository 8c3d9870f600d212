/** How many items of this n8n process wait for a task, or will do so once they have it. */
let count = 0;

/** How many items wait, or soon will. */
export const waiters = (): number => count;

/** Counts an item as long as it is at work. */
export async function asWaiter<T>(work: () => Promise<T>): Promise<T> {
	count++;
	try {
		return await work();
	} finally {
		count--;
	}
}
