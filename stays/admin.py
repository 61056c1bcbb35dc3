"""What is configured rarely: channels and room types. Stays themselves are moved at the desk, not edited here."""

from typing import ClassVar

from django.contrib import admin

from .models import Channel, RoomType


@admin.register(Channel)
class ChannelAdmin(admin.ModelAdmin[Channel]):
    list_display: ClassVar = ["code", "name_en", "name_zh", "kind", "commission"]
    list_filter: ClassVar = ["kind"]
    search_fields: ClassVar = ["code", "name_en", "name_zh"]


@admin.register(RoomType)
class RoomTypeAdmin(admin.ModelAdmin[RoomType]):
    list_display: ClassVar = ["code", "hotel", "name_en", "name_zh"]
    list_filter: ClassVar = ["hotel"]
    list_select_related: ClassVar = ["hotel"]
    search_fields: ClassVar = ["code", "name_en", "name_zh"]
