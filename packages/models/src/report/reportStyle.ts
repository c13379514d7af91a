/** Style of a report, on screen and on paper. */
export const reportStyle = `
:root,:host{font:15px/1.5 system-ui,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Source Han Sans SC',sans-serif;color:#1b1b1b;background:#fff}
main{max-width:960px;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin:0}h2,h3{font-size:1.15rem;margin:1.8rem 0 .5rem;border-bottom:1px solid #ccc}h3{font-size:1.05rem;margin-top:1.4rem}
h2.chapter{font-size:1.35rem;margin-top:2.4rem;border-bottom:2px solid #1b1b1b}
p{margin:.4rem 0;max-width:46rem;white-space:pre-line}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.15rem .9rem .15rem 0;vertical-align:top}thead th{border-bottom:1px solid #999;font-weight:600}
tbody th{font-weight:normal;color:#444}.number{text-align:right}.wide{overflow-x:auto}td{overflow-wrap:anywhere}
figure{margin:.5rem 0;max-width:680px}figcaption{color:#444}figure svg{width:100%;height:auto}
svg text{font:12px system-ui,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;fill:#333}.frame{fill:none;stroke:#999}.tick{stroke:#999}
.curve{fill:none;stroke-width:1.8}.ellipse{fill:none;stroke-width:1.8}svg text.line{font-weight:600}
svg text.group{font-weight:bold;fill:#000;stroke:#fff;stroke-width:3;paint-order:stroke}
.dot{display:inline-block;width:.7em;height:.7em;margin-right:.5em;print-color-adjust:exact;-webkit-print-color-adjust:exact}
pre{background:#f5f5f5;padding:.8rem;white-space:pre-wrap;overflow-wrap:anywhere;font:13px/1.4 ui-monospace,monospace}
@media print{main{max-width:none;margin:0;padding:0}pre{background:none;border:1px solid #ccc}figure,tr{break-inside:avoid}h2,h3{break-after:avoid}.wide{overflow:visible}}
`
