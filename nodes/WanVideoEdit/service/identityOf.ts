import type { Edit } from '../checks/edit';

/**
 * What makes an edit another purchase than an earlier one. The addresses of media that are files are not part of it, nor
 * is an address that may name the execution. It is not what is sent: n8n stores a hash of it with a failed execution,
 * and a body may change with the node.
 */
export const identityOf = ({ resolution = '1080P', durationS = 0, ...edit }: Edit): object => ({
	...edit,
	callbackUrl: undefined,
	resolution,
	durationS,
});
