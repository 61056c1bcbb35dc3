// A page that the browser kept and shows again ("back"): it may be old, and its reader another one by now.
window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
