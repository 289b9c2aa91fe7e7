/* page_style.c - how a page looks: on a light screen, a dark one, on paper.  Colours of
 * curves are told apart by the colour-blind (Okabe and Ito 2008), darker or lighter. */
#include "output/page.h"

/* clang-format off: a style sheet */
const char *const page_style[] = {
    ":root { color-scheme: light dark; --paper: #ffffff; --ink: #1f2328; --faint: "
    "#656d76; --rule: #d5dae0;\n",
    "--soft: #f4f6f8; --good: #1a7f37; --bad: #c0271d; --doubt: #9a6700; --a: "
    "#0b5fa5; --b: #c05a00;\n",
    "--moment: #e8a33d; }\n",
    "@media (prefers-color-scheme: dark) { :root { --paper: #14181d; --ink: "
    "#e2e6ea; --faint: #97a0ab;\n",
    "--rule: #343b44; --soft: #1c2229; --good: #4cc26a; --bad: #ff7b6e; --doubt: "
    "#e0b040; --a: #6cb4f0;\n",
    "--b: #f0a35a; --moment: #a87420; } }\n",
    "body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.45 "
    "system-ui, sans-serif; }\n",
    "main { max-width: 920px; margin: 0 auto; padding: 24px 20px 60px; }\n",
    "h1 { font-size: 26px; line-height: 1.2; margin: 8px 0 4px; }\n",
    "h2 { font-size: 18px; margin: 36px 0 10px; padding-bottom: 4px; border-bottom: "
    "1px solid var(--rule); }\n",
    "p { margin: 0 0 8px; } .faint { color: var(--faint); }\n",
    ".verdict { border-left: 6px solid var(--faint); background: var(--soft); "
    "padding: 12px 16px 6px; margin: 18px 0; }\n",
    ".verdict.good { border-color: var(--good); } .verdict.bad { border-color: "
    "var(--bad); }\n",
    ".verdict.doubt { border-color: var(--doubt); } .verdict p { font-size: 16px; }\n",
    ".good b { color: var(--good); } .bad b { color: var(--bad); } .doubt b { "
    "color: var(--doubt); }\n",
    ".wide { overflow-x: auto; } table { border-collapse: collapse; "
    "font-variant-numeric: tabular-nums; margin: 8px 0 14px; }\n",
    "th, td { text-align: right; padding: 3px 10px 3px 0; white-space: nowrap; "
    "vertical-align: top; }\n",
    "th { font-weight: 600; color: var(--faint); border-bottom: 1px solid "
    "var(--rule); }\n",
    "tbody tr + tr td { border-top: 1px solid var(--soft); }\n",
    ".l { text-align: left; } .in { padding-left: 16px; } .words td { white-space: "
    "normal; font-size: 13px; }\n",
    ".note { display: block; white-space: normal; color: var(--faint); font-size: "
    "13px; max-width: 46ch; }\n",
    "td.o { white-space: normal; text-align: left; }\n",
    "text.instant { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; }\n",
    "td svg { margin-top: 3px; }\n",
    "text.drain { fill: var(--faint); font-style: italic; }\n",
    "pre { font: 12.5px/1.5 ui-monospace, Menlo, Consolas, monospace; margin: 4px 0 "
    "12px; overflow-x: auto; }\n",
    "details pre { background: var(--soft); padding: 12px; } summary { cursor: "
    "pointer; color: var(--faint); }\n",
    "figure { margin: 14px 0 22px; } figcaption { font-size: 14px; color: "
    "var(--faint); }\n",
    "figcaption b { color: var(--ink); font-weight: 600; }\n",
    "svg { display: block; max-width: 100%; height: auto; overflow: visible; font: "
    "11px system-ui, sans-serif; }\n",
    "dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; "
    "font-size: 14px; margin: 0 0 12px; }\n",
    "dt { color: var(--faint); } dd { margin: 0; overflow-wrap: anywhere; "
    "white-space: pre-line; }\n",
    "text { fill: var(--ink); } text.tick, text.mark { fill: var(--faint); }\n",
    "text.a { fill: var(--a); font-weight: 600; } text.b { fill: var(--b); "
    "font-weight: 600; }\n",
    "text.moment { fill: var(--doubt); } text.instant, text.level { fill: "
    "var(--bad); }\n",
    ".grid { stroke: var(--rule); stroke-width: 0.7; } .axis { stroke: "
    "var(--faint); }\n",
    ".phase { stroke: var(--faint); stroke-width: 0.8; stroke-dasharray: 1 3; }\n",
    "rect.moment { fill: var(--moment); opacity: 0.28; } line.instant { stroke: "
    "var(--bad); }\n",
    "line.level { stroke: var(--bad); stroke-dasharray: 5 3; }\n",
    ".curve { fill: none; stroke-width: 1.7; stroke-linejoin: round; } .curve.a { "
    "stroke: var(--a); }\n",
    ".curve.b { stroke: var(--b); } .curve.bad { stroke: var(--bad); }\n",
    ".band { stroke: none; opacity: 0.2; } .band.a { fill: var(--a); } .band.b { "
    "fill: var(--b); } .band.bad { fill: var(--bad); }\n",
    ".bar { fill: var(--a); } .bar.bad { fill: var(--bad); } .room { fill: "
    "var(--soft); }\n",
    ".strip { stroke-width: 3; } .strip.good { stroke: var(--good); } .strip.bad { "
    "stroke: var(--bad); }\n",
    ".strip.doubt { stroke: var(--doubt); } circle.good { fill: var(--good); } "
    "circle.bad { fill: var(--bad); }\n",
    "circle.doubt { fill: var(--doubt); } .border { stroke: var(--ink); "
    "stroke-width: 1.5; }\n",
    ".p0 { fill: #56b4e9; } .p1 { fill: #0072b2; } .p2 { fill: #d55e00; } .p3 { "
    "fill: #cc79a7; } .p4 { fill: #009e73; }\n",
    ".p5 { fill: #b4b4b4; } .p6 { fill: #e69f00; } .p7 { fill: #8c6d31; } .p8 { "
    "fill: #d8c92a; }\n",
    ".s0 { --c: #0072b2; } .s1 { --c: #d55e00; } .s2 { --c: #009e73; } .s3 { --c: "
    "#cc79a7; } .s4 { --c: #e69f00; }\n",
    ".s5 { --c: #56b4e9; } .s { stroke: var(--c); } .curve.s { stroke: var(--c); "
    "stroke-width: 2; } .curve.thin { stroke-width: 1; opacity: 0.6; }\n",
    ".dot { fill: var(--c); } .ring { fill: var(--paper); stroke: var(--c); "
    "stroke-width: 1.6; } .pale { fill: var(--paper); stroke: var(--c); }\n",
    ".best { fill: none; stroke: var(--ink); stroke-width: 1.5; } line.range { "
    "stroke-width: 2.5; opacity: 0.5; }\n",
    "@media print { :root { color-scheme: light; --paper: #ffffff; --ink: #000000; "
    "--faint: #555555;\n",
    "--rule: #cccccc; --soft: #f4f4f4; --good: #1a7f37; --bad: #c0271d; --doubt: "
    "#9a6700; --a: #0b5fa5;\n",
    "--b: #c05a00; --moment: #e8a33d; } details { display: none; } figure, tr, "
    ".verdict { break-inside: avoid; }\n",
    "h2 { break-after: avoid; } body { font-size: 10pt; } table { font-size: 9pt; }\n",
    ".wide { overflow: visible; } td.l { white-space: normal; }\n",
    "main { max-width: none; padding: 0; } }\n",
    NULL,
};
/* clang-format on */
