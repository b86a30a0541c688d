/** The names that hiloop is published under, each in one place. */
export const NPM_SCOPE = "@hi-loop";
/** The npm package that people name; it carries nothing but a launcher. */
export const NPM_PACKAGE = "hiloop-mcp";
/** Below the owner of the GitHub repository, who proves to be it when publishing. */
export const REGISTRY_NAME = "io.github.hi-loop/hiloop";
