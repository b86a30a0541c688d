/** Addresses of the resources; in a file of their own because a server names them before it loads anything else. */
export const COMPONENTS_URI = "hiloop://components";
export const SESSION_URI_START = "hiloop://sessions/";
