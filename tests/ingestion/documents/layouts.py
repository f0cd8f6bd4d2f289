"""Pages as sites lay them out, around the paragraphs of an article."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

Layout = Callable[[str, Sequence[str]], str]

_LINKS = "".join(f'<li><a href="/section-{n}">Section {n}</a></li>' for n in range(12))
_TEASERS = "".join(
    f'<div class="teaser"><h3><a href="/story-{n}">Another story, number {n}</a></h3><p>What it is about, in a few'
    ' words about 300 killed elsewhere.</p><time datetime="2031-01-01">1 January</time></div>'
    for n in range(8)
)
_COOKIES = (
    '<div id="cookie-banner" class="cookie-consent" role="dialog"><p>We and our 814 partners use cookies to improve'
    " your experience.</p><button>Accept all</button></div>"
)
_FOOTER = (
    '<footer><p>Copyright 2031. All rights reserved.</p><ul><li><a href="/terms">Terms of use</a></li></ul></footer>'
)


def news(title: str, paragraphs: Sequence[str]) -> str:
    """Return a page of a newspaper: banners, captions, advertisements, related stories and comments around the text."""
    middle = len(paragraphs) // 2
    before, after = _p(paragraphs[:middle]), _p(paragraphs[middle:])
    return f"""<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">
<title>{escape(title)} - The Example</title>
<meta property="og:site_name" content="The Example"><meta property="og:title" content="{escape(title)}">
<meta property="article:published_time" content="2023-09-20T08:00:00+04:00">
<meta property="article:modified_time" content="2023-09-25T08:00:00+04:00">
<link rel="canonical" href="https://example.org/world/story"><style>p {{ margin: 0 }}</style>
<script>window.dataLayer = ["<p>not text</p>"];</script></head><body>{_COOKIES}
<header><a href="/">The Example</a><nav><ul>{_LINKS}</ul></nav></header><main><article><header><h1>{escape(title)}</h1>
<p class="byline">By <a href="/staff">our staff</a></p><time datetime="2023-09-20">20 September</time>
<ul class="share"><li><a href="#">Share</a></li><li><a href="#">Tweet</a></li></ul></header>
<figure><img src="a.jpg" alt="A street"><figcaption>Smoke over the town. Photograph: Agency</figcaption></figure>
{before}<div class="ad"><span>Advertisement</span></div>{after}
<div class="newsletter-signup"><h3>Sign up</h3><p>Get our newsletter every morning.</p></div></article>
<aside class="related"><h2>Related stories</h2>{_TEASERS}</aside>
<section id="comments" class="comments"><h2>Comments</h2><div class="comment"><p>I think that 500 people died.</p></div>
</section></main>{_FOOTER}</body></html>"""


def wiki(title: str, paragraphs: Sequence[str]) -> str:
    """Return a page as MediaWiki makes it: edit links, footnotes, a box of facts, sources and categories."""
    noted = [f'{escape(p)}<sup class="reference"><a href="#n{i}">[{i}]</a></sup>' for i, p in enumerate(paragraphs)]
    text = "\n".join(f"<p>{p}\n</p>" for p in noted)
    return f"""<!DOCTYPE html><html class="client-nojs" lang="en" dir="ltr"><head><meta charset="UTF-8">
<title>{escape(title)} - Wikinews, the free news source</title><link rel="canonical" href="https://example.org/wiki/A">
</head><body class="mediawiki"><div id="mw-navigation"><ul>{_LINKS}</ul></div><div id="content" class="mw-body">
<div id="siteNotice"><p>Please help our fund-raiser of 2031.</p></div>
<h1 id="firstHeading" class="firstHeading">{escape(title)}</h1><div id="siteSub">From Wikinews</div>
<div id="mw-content-text"><div class="mw-parser-output">
<table class="infobox"><tr><th>Date</th><td>27 September</td></tr><tr><th>Killed</th><td>300</td></tr></table>
<div class="thumb"><div class="thumbinner"><img src="m.png">
<div class="thumbcaption">A map of the region.</div></div></div>
{text}
<h2><span class="mw-headline" id="Sources">Sources</span>
<span class="mw-editsection">[<a href="/e">edit</a>]</span></h2>
<ul><li><span class="sourceTemplate">"<a href="http://example.com/x">Another headline</a>"
— <i>Agency</i></span></li></ul>
<div class="navbox"><ul>{_LINKS}</ul></div></div></div>
<div id="catlinks" class="catlinks">Categories: <ul><li><a href="/c">Asia</a></li></ul></div></div>
{_FOOTER}</body></html>"""


def blog(title: str, paragraphs: Sequence[str]) -> str:
    """Return a page as WordPress makes it."""
    return f"""<!DOCTYPE html><html lang="en_US"><head><title>{escape(title)} | A blog</title>
<meta name="generator" content="WordPress 6.4"></head><body class="single single-post"><div id="page"><header
id="masthead"><p class="site-title"><a href="/">A blog</a></p><nav id="site-navigation"><ul>{_LINKS}</ul></nav></header>
<div id="content"><main id="main"><article id="post-1" class="post"><header class="entry-header">
<h1 class="entry-title">{escape(title)}</h1><div class="entry-meta"><span class="posted-on"><time class="entry-date
published" datetime="2023-09-20T08:00:00+00:00">September 20, 2023</time></span></div></header>
<div class="entry-content">{_p(paragraphs)}<div class="sharedaddy"><h3>Share this:</h3><ul><li><a>Print</a></li></ul>
</div></div><footer class="entry-footer">Posted in <a href="/c">News</a></footer></article>
<div id="comments" class="comments-area"><h2>2 thoughts</h2><ol class="comment-list"><li class="comment"><div
class="comment-content"><p>They say that 900 were wounded, but who counts?</p></div></li></ol></div></main></div>
<aside id="secondary" class="widget-area"><section class="widget"><h2>Recent posts</h2><ul>{_LINKS}</ul></section>
</aside>
{_FOOTER}</div></body></html>"""


def divisions(title: str, paragraphs: Sequence[str]) -> str:
    """Return a page that has no element for a paragraph or an article."""
    text = "".join(f'<div class="story-text__p"><span>{escape(p)}</span></div>' for p in paragraphs)
    return f"""<html><head><title>{escape(title)}</title></head><body>
<div class="top"><div class="menu">{_LINKS}</div></div>
<div class="story"><div class="headline">{escape(title)}</div><div class="story-text">{text}</div></div>
<div class="most-read"><div>{_TEASERS}</div></div><div class="bottom">Copyright</div></body></html>"""


def old(title: str, paragraphs: Sequence[str]) -> str:
    """Return a page of the last century: tables for layout, blank lines for paragraphs, no end tags."""
    text = "\n<BR><BR>\n".join(map(escape, paragraphs))
    return f"""<HTML><HEAD><TITLE>{escape(title)}</TITLE></HEAD><BODY BGCOLOR=white><TABLE WIDTH=600><TR><TD WIDTH=120
VALIGN=top><A HREF="/">Home</A><BR><A HREF="/world">World</A><BR><A HREF="/sport">Sport</A><TD VALIGN=top>
<FONT FACE=Arial SIZE=5><B>{escape(title)}</B></FONT><BR><BR><FONT FACE=Arial SIZE=2>{text}</FONT></TABLE>
<CENTER><FONT SIZE=1>Copyright</FONT></CENTER></BODY></HTML>"""


def listed(title: str, paragraphs: Sequence[str]) -> str:
    """Return a page of current events: entries in a list under their topics, with sources in links."""
    text = "".join(
        f'<li><a href="/wiki/T{n}">Topic {n} of the conflict</a><ul><li>{escape(p)} <a class="external" href="http://x/{n}">'
        "(Agency)</a></li></ul></li>"
        for n, p in enumerate(paragraphs)
    )
    return f"""<!DOCTYPE html><html lang="en"><head><title>{escape(title)}</title></head><body class="mediawiki">
<h1 id="firstHeading">{escape(title)}</h1><div id="mw-content-text"><div class="mw-parser-output"><div
class="current-events"><div class="current-events-heading"><span class="bday">2023-09-20</span></div><div
class="current-events-content description"><p><b>Armed conflicts and attacks</b></p><ul>{text}</ul></div></div></div>
</div>
<div id="footer"><ul>{_LINKS}</ul></div></body></html>"""


def _p(paragraphs: Sequence[str]) -> str:
    return "".join(f"<p>{escape(p)}</p>\n" for p in paragraphs)
