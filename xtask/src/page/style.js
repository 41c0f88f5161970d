// The styles of what somebody logged in sees. They come with that part, and have to be there before it is drawn.
const __style = makeLoad(() => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: STYLE, integrity: SRI });
    const come = new Promise((there, missing) => {
        link.onload = there;
        link.onerror = () => {
            link.remove();
            missing(new Error(link.href));
        };
    });
    come.catch(() => {});
    document.head.append(link);
    return () => come;
}, []);
