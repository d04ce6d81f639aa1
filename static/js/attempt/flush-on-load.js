// For pages that take no answers themselves, such as the one that asks for the join code.
import { keepFlushing } from "./leftovers.js";

keepFlushing();
