/**
 * Texts that become a script where somebody makes HTML, a URL or a template of them. Each calls `pwned`, which a test
 * defines and expects never to be called.
 * @see https://cheatsheetseries.owasp.org/cheatsheets/XSS_Filter_Evasion_Cheat_Sheet.html
 */
export const HOSTILE_TEXTS: readonly string[] = [
  '<script>pwned()</script>',
  '</script><script>pwned()</script>',
  '<img src=x onerror=pwned()>',
  '<svg onload=pwned()>',
  '<svg><script>pwned()</script></svg>',
  '<math><mi//xlink:href="data:x,<script>pwned()</script>">',
  '<iframe srcdoc="<script>parent.pwned()</script>">',
  '<body onload=pwned()>',
  '<details open ontoggle=pwned()>',
  '<input autofocus onfocus=pwned()>',
  '<a href="javascript:pwned()">press</a>',
  'javascript:pwned()',
  'data:text/html,<script>pwned()</script>',
  '"><script>pwned()</script>',
  "'-pwned()-'",
  '${pwned()}',
  '{{constructor.constructor("pwned()")()}}',
  '<!--<img src="--><img src=x onerror=pwned()//">',
  '<style>@import"javascript:pwned()"</style>',
  '<base href="javascript:/a/-pwned()//">',
  '<template><script>pwned()</script></template>',
  '<noscript><p title="</noscript><img src=x onerror=pwned()>">',
  '\u2028pwned()\u2029',
  '\u202e)(denwp\u202c',
  '<img src=x onerror=pwned()>',
  '__proto__',
  'constructor.prototype.pwned',
  '=HYPERLINK("javascript:pwned()")',
]
