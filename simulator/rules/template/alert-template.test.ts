import { describe, expect, test } from "vitest";
import { Labels } from "../../tsdb/labels.ts";
import type { VectorQuery } from "../rule-vector.ts";
import { AlertTemplates, parseAlertTemplate } from "./alert-template.ts";

const element = { labels: Labels.of({ __name__: "m", a: "1", b: "two" }), value: 1_234_567.5 };
const query: VectorQuery = (expr) => {
  if (expr === "broken") return { ok: false, error: "1:1: parse error: nope", samplesRead: 0 };
  const elements =
    expr === "none"
      ? []
      : [
          { labels: Labels.of({ __name__: "m", a: "2" }), value: 21 },
          { labels: Labels.of({ __name__: "m", a: "1", __value__: "v" }), value: 11 },
        ];
  return { ok: true, elements, samplesRead: elements.length };
};
const templates = new AlertTemplates("X", {
  externalLabels: { cluster: "c1" },
  externalUrl: "http://x.example:9090/p",
  serverUrl: "http://x.example:9090/p",
});
const expand = (text: string) => templates.expand(text, element, 1_353_755_652_000, query);
/** What an error says after the parts that are the same for all. */
const failure = (text: string) =>
  /^<error expanding template: error executing template __alert_X: template: __alert_X:1:(\d+): executing "__alert_X" at (.*)>$/
    .exec(expand(text))
    ?.slice(1)
    .join(" ");

describe("expanding", () => {
  // Unless noted, checked against promtool 2.42; promtool.test.ts repeats many through the real tool.
  test.each([
    ["plain text", "plain text"],
    ["{{ $value }} {{ .Value }}", "1.2345675e+06 1.2345675e+06"],
    ["{{ $labels.a }}{{ $labels.missing }}|{{ .Labels.b }}", "1|two"],
    [
      "{{ $externalLabels.cluster }} {{ .ExternalURL }} {{ externalURL }} {{ pathPrefix }}",
      "c1 http://x.example:9090/p http://x.example:9090/p /p",
    ],
    [
      "{{ humanize $value }} {{ humanize 0.0 }} {{ humanize .12 }} {{ humanize 1e30 }}",
      "1.235M 0 120m 1e+06Y",
    ],
    ["{{ humanize1024 123456789 }} {{ humanize1024 1023 }} {{ humanize1024 0.5 }}", "117.7Mi 1023 0.5"],
    [
      "{{ humanizeDuration 3661 }}|{{ humanizeDuration 0.00012 }}|{{ humanizeDuration -183845 }}|{{ humanizeDuration 12.345 }}",
      "1h 1m 1s|120us|-2d 3h 4m 5s|12.35s",
    ],
    ["{{ humanizePercentage 0.1234 }}", "12.34%"],
    ["{{ humanizeTimestamp 1435065584.128 }}", "2015-06-23 13:19:44.128 +0000 UTC"],
    ['{{ humanize "NaN" }} {{ humanize "-Inf" }} {{ humanizeDuration "+Inf" }}', "NaN -Inf +Inf"],
    ["{{ if gt $value 5.0 }}big{{ else if gt $value 1.0 }}mid{{ else }}small{{ end }}", "big"],
    ["{{ range $k, $v := .Labels }}{{ $k }}={{ $v }};{{ end }}", "__name__=m;a=1;b=two;"],
    ['{{ range query "none" }}x{{ else }}empty{{ end }}', "empty"],
    ["{{ with $labels.a }}<{{ . }}>{{ end }}{{ with $labels.zz }}x{{ else }}no{{ end }}", "<1>no"],
    ['{{ query "m" | first | value }} {{ query "m" | sortByLabel "a" | first | label "a" }}', "21 1"],
    ['{{ range query "m" | sortByLabel "a" }}{{ .Labels.a }}:{{ .Value }} {{ end }}', "1:11 2:21 "],
    ['{{ query "m" | sortByLabel "a" | first | strvalue }}', "v"],
    ['{{ len .Labels }} {{ index .Labels "a" }} {{ slice "abcdef" 1 3 }}', "3 1 bc"],
    [
      '{{ eq "a" "b" "a" }} {{ ne 1 2 }} {{ le 2 2 }} {{ and 1 0 2 }} {{ or 0 "" "x" }} {{ not 1 }}',
      "true true true 0 x false",
    ],
    [
      '{{ html "<a href=\'x\'>" }} {{ js "it\'s" }} {{ urlquery "a b&c/d" }}',
      "&lt;a href=&#39;x&#39;&gt; it\\'s a+b%26c%2Fd",
    ],
    ['{{ "aa bb CC it\'s" | title }} {{ toUpper "aß" }} {{ toLower "AB" }}', "Aa Bb CC It's Aß ab"],
    ['{{ match "a+" "baab" }} {{ reReplaceAll "(a+)(b)" "$2$1-$$" "aab ab" }}', "true baa-$ ba-$"],
    [
      '{{ graphLink "up{a=\\"b\\"}" }} {{ tableLink "sum(x)" }}',
      "/graph?g0.expr=up%7Ba%3D%22b%22%7D&g0.tab=0 /graph?g0.expr=sum%28x%29&g0.tab=1",
    ],
    [
      '{{ stripPort "h:80" }} {{ stripPort "[::1]:80" }} {{ stripDomain "foo.example.com:80" }} {{ stripDomain "1.2.3.4:80" }}',
      "h ::1 foo:80 1.2.3.4:80",
    ],
    ['{{ define "t" }}[{{ . }}]{{ end }}{{ template "t" $labels.a }}', "[1]"],
    ['{{ args 1 "x" }} {{ (args 1 "x").arg1 }} {{ (args).foo }}', "map[arg0:1 arg1:x] x <no value>"],
    ["a {{- 1 }} b {{ 2 -}}  c{{- /* gone */ -}} d", "a1 b 2cd"],
    [
      "{{ true }} {{ 1.50 }} {{ 1e3 }} {{ 0x1F }} {{ 'a' }} {{ 100000000.0 }} {{ 123456789012345678 }}",
      "true 1.5 1000 31 97 1e+08 123456789012345678",
    ],
    ['{{ parseDuration "1h30m" }} {{ parseDuration "-5s" }}', "5400 -5"],
    ["{{ $x := 5 }}{{ $x = 6 }}{{ $x }}", "6"],
    [
      '{{ range $i, $e := query "m" }}{{ if eq $i 1 }}{{ break }}{{ end }}{{ $i }}{{ $e.Labels.a }}{{ end }}',
      "02",
    ],
    ["{{ $labels }}", "map[__name__:m a:1 b:two]"],
    ['{{ print 1 2 "a" "b" 3 }} {{ println "x" 1 }}', "1 2ab3 x 1\n"],
    // Prometheus 3 only: time values, now, toDuration.
    [
      '{{ now }} {{ (now | toTime).Format "Mon Jan 2 15:04:05 2006" }}',
      "1.353755652e+09 Sat Nov 24 11:14:12 2012",
    ],
    ["{{ (1800 | toDuration).String }} {{ toTime 0 }}", "30m0s 1970-01-01 00:00:00 +0000 UTC"],
    ['{{ ("-30m" | parseDuration | toDuration | (now | toTime).Add).UnixMilli }}', "1353753852000"],
    ['{{ urlQueryEscape "a b" }}', "a+b"],
  ])("%s", (text, wanted) => {
    expect(expand(text)).toBe(wanted);
  });

  test.each([
    [
      "%.2f|%5.1f|%-8s|%08.3f|%+d|%x",
      '3.14159 2.25 "ab" 3.14159 5 255',
      "3.14|  2.2|ab      |0003.142|+5|ff",
    ],
    ["%e|%g|%v|%q|%t|%c|%%", '123456.789 1e21 "s" "q\\"x" true 65', '1.234568e+05|1e+21|s|"q\\"x"|true|A|%'],
    ["%.0f %.0f %.1f %.4g %.4g %g", "2.5 3.5 0.25 100000.0 99999.5 0.00001", "2 4 0.2 1e+05 1e+05 1e-05"],
    ["%d", "3.5", "%!d(float64=3.5)"],
    ["%d", '"x"', "%!d(string=x)"],
    ["%v %v", "1", "1 %!v(MISSING)"],
    ["%v", "1 2", "1%!(EXTRA int=2)"],
    ["%", "", "%!(NOVERB)"],
    ["%!", "", "%!!(MISSING)"],
    ["%z", "1", "%!z(int=1)"],
    ["%*d|%.*f", "5 42 2 3.14159", "   42|3.14"],
    ["%-5d|%05d", "42 -42", "42   |-0042"],
    ["%x %T %T", '"hi" 1 1.5', "6869 int float64"],
  ])('printf "%s"', (format, args, wanted) => {
    expect(expand(`{{ printf ${JSON.stringify(format)} ${args} }}`)).toBe(wanted);
  });
});

describe("errors while running name the place", () => {
  test.each([
    [
      '{{ query "none" | first }}',
      "130 <first>: error calling first: first() called on vector with no elements",
    ],
    ['{{ query "broken" }}', '115 <query "broken">: error calling query: 1:1: parse error: nope'],
    ['{{ (query "m").banana }}', '122 <"m">: can\'t evaluate field banana in type template.queryResult'],
    [
      "{{ if gt $value 5 }}x{{ end }}",
      "118 <gt $value 5>: error calling gt: incompatible types for comparison",
    ],
    [
      "{{ .Foo }}",
      "115 <.Foo>: can't evaluate field Foo in type struct { Labels map[string]string; ExternalLabels map[string]string; ExternalURL string; Value interface {} }",
    ],
    ["{{ $labels.a.b }}", "122 <$labels.a.b>: can't evaluate field b in type string"],
    [
      '{{ humanize "abc" }}',
      '115 <humanize "abc">: error calling humanize: strconv.ParseFloat: parsing "abc": invalid syntax',
    ],
    [
      "{{ humanize .Labels }}",
      "115 <humanize .Labels>: error calling humanize: can't convert map[string]string to float",
    ],
    ["{{ humanize }}", "115 <humanize>: wrong number of args for humanize: want 1 got 0"],
    ["{{ toUpper 5 }}", "123 <5>: expected string; found 5"],
    ["{{ toUpper $value }}", "123 <$value>: wrong type for value; expected string; got float64"],
    ["{{ nil }}", "115 <nil>: nil is not a command"],
    ["{{ len 5 }}", "115 <len 5>: error calling len: len of type int"],
    ['{{ "x" 5 }}', '115 <"x">: can\'t give argument to non-function "x"'],
    [
      '{{ reReplaceAll "(" "x" "y" }}',
      '115 <reReplaceAll "(" "x" "y">: error calling reReplaceAll: regexp: Compile(`(`): error parsing regexp: missing closing ): `(`',
    ],
    [
      "{{ humanizeTimestamp 1e30 }}",
      "115 <humanizeTimestamp 1e30>: error calling humanizeTimestamp: 1e+30 cannot be represented as a nanoseconds timestamp since it overflows int64",
    ],
  ])("%s", (text, wanted) => {
    expect(failure(text)).toBe(wanted);
  });

  test("endless templates stop", () => {
    expect(expand('{{ define "t" }}{{ template "t" }}{{ end }}{{ template "t" }}')).toContain(
      "exceeded maximum template depth",
    );
    expect(expand("{{ range 90000 }}xxxxxxxxxxxxxxxx{{ end }}")).toContain("output too long");
  });
});

describe("parsing", () => {
  test.each([
    ["{{ $labels.quantile * 100 }}", 'unexpected "*" in operand'],
    ["{{ ", "unclosed action"],
    ["{{ end }}", "unexpected {{end}}"],
    ["{{ if }}x{{end}}", "missing value for if"],
    ["{{ if $value }}x", "unexpected EOF"],
    ["{{ else }}", "unexpected {{else}}"],
    ['{{ "abc }}', "unterminated quoted string"],
    ["{{ | }}", 'unexpected "|" in command'],
    ["{{ }}", "missing value for command"],
    ["{{ $value | 5 }}", "non executable command in pipeline stage 2"],
    ["{{ template }}", 'unexpected "}}" in template clause'],
    ["{{ break }}", "{{break}} outside {{range}}"],
    ["{{ .Labels..x }}", "unexpected <.> in operand"],
    ["{{ $labels.a-b }}", "bad character U+002D '-'"],
    ["{{ 08 }}", 'integer overflow: "08"'],
    ["{{ (humanize $value }}", "unclosed left paren"],
    ["{{ humanize $value) }}", 'unexpected ")" in command'],
    ["{{ range $i, $x, $y := .Labels }}{{ end }}", "too many declarations in range"],
    ["{{ 'ab' }}", "malformed character constant: 'ab'"],
    ["{{/* comment }}", "unclosed comment"],
    ["{{ if true }}{{ else }}{{ else }}{{ end }}", "expected end; found {{else}}"],
    ["{{ €value }}", "unrecognized character in action: U+20AC '€'"],
    ["{{ true.x }}", 'unexpected . after term "true"'],
    ["{{ nope }}", 'function "nope" not defined'],
    ["{{ $nope }}", 'undefined variable "$nope"'],
    ["{{ $value : 5 }}", "expected :="],
  ])("%s", (text, wanted) => {
    expect(parseAlertTemplate("X", text)).toBe(`template: __alert_X:1: ${wanted}`);
  });

  test("tells the line", () => {
    expect(parseAlertTemplate("X", "x\n{{ \n $value foo")).toBe(
      'template: __alert_X:3: function "foo" not defined',
    );
  });
});
