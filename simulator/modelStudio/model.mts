/** The one model of the simulator, at both services. */
export const MODEL = 'wan2.7-videoedit';
