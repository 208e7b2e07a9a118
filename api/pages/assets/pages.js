// What pages gain where scripts run. Everything works without: these only make it quicker or kinder.
import "./copy.js";
import "./files.js";
import "./keys.js";
import "./preview.js";
import "./regions.js";
import "./suggest.js";
import "./times.js";
