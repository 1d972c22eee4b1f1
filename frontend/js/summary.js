// After a form was not accepted, reading starts at the summary of what to mend.

const focus = () => document.querySelector(".error-summary[autofocus]")?.focus();

focus();
document.addEventListener("htmx:after:swap", focus);
