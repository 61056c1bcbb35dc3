"""The fields of a file of reviews."""

from django.utils.translation import gettext_lazy as _

from .shape import Field, Type

T = Type

REVIEWS = (
    Field(
        "external_id",
        _("number at the site"),
        T.TEXT,
        "review id, id, comment id, review number, 点评编号, 评论编号, 点评ID, 评论ID, 编号",
        longest=100,
    ),
    Field(
        "site",
        _("site"),
        T.WORD,
        "site, platform, channel, source, website, 网站, 平台, 渠道, 来源",
    ),
    Field(
        "hotel",
        _("hotel"),
        T.WORD,
        "hotel, property, hotel code, hotel name, 酒店, 门店, 酒店名称, 酒店代码",
    ),
    Field(
        "written_on",
        _("written on"),
        T.DATE,
        "date, review date, written on, published, created at, comment date, 点评日期, 评论日期, 日期, 点评时间, "
        "评论时间, 发表时间",
        is_needed=True,
    ),
    Field(
        "given",
        _("rating"),
        T.NUMBER,
        "rating, score, stars, overall rating, review score, grade, 评分, 分数, 总评分, 综合评分, 星级, 得分",
        is_needed=True,
    ),
    Field(
        "best",
        _("best rating of the site (5, if nothing is said)"),
        T.NUMBER,
        "best rating, out of, scale, max score, maximum, 满分, 分制",
    ),
    Field(
        "author",
        _("author"),
        T.PERSONAL,
        "author, reviewer, user, nickname, guest name, 作者, 昵称, 用户名, 用户, 点评人",
    ),
    Field(
        "title",
        _("title"),
        T.TEXT,
        "title, headline, review title, subject, 标题, 点评标题",
        longest=300,
    ),
    Field(
        "text",
        _("text"),
        T.TEXT,
        "text, review, comment, content, review text, 内容, 点评内容, 评论内容, 点评, 评论",
        longest=20_000,
    ),
    Field(
        "url",
        _("link"),
        T.TEXT,
        "url, link, review url, 链接, 网址",
        longest=500,
    ),
    Field(
        "reply",
        _("reply of the house"),
        T.TEXT,
        "reply, response, hotel reply, management response, owner response, 回复, 回复内容, 商家回复, 酒店回复",
        longest=20_000,
    ),
    Field(
        "replied_by",
        _("who replied"),
        T.PERSONAL,
        "replied by, reply by, response by, responder, 回复人, 回复者",
    ),
    Field(
        "replied_at",
        _("replied on"),
        T.DATE,
        "replied on, replied at, reply date, response date, 回复日期, 回复时间",
    ),
)
