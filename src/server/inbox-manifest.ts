// A module of its own, to be imported only when the first page is asked for: the bundler turns a static import
// of HTML into a manifest of embedded files, and a dynamic one into nothing.
import index from "../web/index.html";

export const manifest = index;
