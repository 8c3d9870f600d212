import axios from 'axios';

import type { Target } from './choices.mts';

type Live = Pick<Target, 'credential' | 'about' | 'billed'>;

const APIMART = 'https://api.apimart.ai';
const MODEL_STUDIO = 'https://dashscope-intl.aliyuncs.com';

const get = async <T,>(baseURL: string, path: string, apiKey: string) =>
	await axios.get<T>(path, {
		baseURL,
		headers: { Authorization: `Bearer ${apiKey}` },
		maxRedirects: 0,
		validateStatus: () => true,
	});

const refused = (address: string, status: number, said?: string) =>
	new Error(
		`${address} does not accept the key in WAN_API_KEY (HTTP ${status}${said ? `: ${said}` : ''})`,
	);

/**
 * A service with the API of APIMart, which says its balance.
 *
 * @param service `apimart`, or the address of another one
 */
export async function liveApimart(service: string, apiKey: string): Promise<Live> {
	const baseUrl = service === 'apimart' ? APIMART : service;
	const { status, data } = await get<{ success?: boolean; remain_balance?: number }>(
		baseUrl,
		'/v1/balance',
		apiKey,
	);
	if (data.success !== true) throw refused(baseUrl, status);
	return {
		credential: { service: 'custom', baseUrl, apiKey },
		about: `Service at ${baseUrl}, balance ${data.remain_balance ?? 'unknown'}`,
		// The item has the cost.
		billed: () => undefined,
	};
}

/** Model Studio in Singapore. It tells no balance, but whether key, region and model fit together, at no cost. */
export async function liveModelStudio(apiKey: string): Promise<Live> {
	const { status, data } = await get<{ data?: object; code?: string; message?: string }>(
		MODEL_STUDIO,
		'/api/v1/uploads?action=getPolicy&model=wan2.7-videoedit',
		apiKey,
	);
	if (!data.data) {
		throw refused(MODEL_STUDIO, status, [data.code, data.message].filter(Boolean).join(', '));
	}
	return {
		credential: { service: MODEL_STUDIO, apiKey },
		about: `Model Studio in Singapore at ${MODEL_STUDIO}; the key fits`,
		// The item has the billed seconds.
		billed: () => undefined,
	};
}
