// Without its integrity, which a browser can only check when all has come: so it compiles what comes as it comes.
// The name says what is in it; and what is asked for again, after all, is checked.
const compiled = WebAssembly.compileStreaming(fetch(WASM)).catch(async () => {
    const again = await fetch(WASM, SRI);
    return WebAssembly.compile(await again.arrayBuffer());
});
const config = fetch("/config.json").then(answer => answer.json()).catch(() => ({}));
const begin = async () => {
    globalThis.shirushi = { ...(await config), version: VERSION };
    await __wbg_init({ module_or_path: compiled });
};
begin().catch(error => {
    console.error(error);
    for (const said of document.querySelectorAll("#app [role=status]")) {
        said.textContent = "画面を読み込めませんでした。ネットワークの接続を確認して、再読み込みしてください。";
    }
});
