"""What is configured rarely: channels and room types. Stays themselves are moved at the desk, not edited here."""

from django.contrib import admin

from .models import Channel, RoomType


@admin.register(Channel)
class ChannelAdmin(admin.ModelAdmin[Channel]):
    list_display = ["code", "name_en", "name_zh", "kind", "commission"]
    list_filter = ["kind"]
    search_fields = ["code", "name_en", "name_zh"]


@admin.register(RoomType)
class RoomTypeAdmin(admin.ModelAdmin[RoomType]):
    list_display = ["code", "hotel", "name_en", "name_zh"]
    list_filter = ["hotel"]
    list_select_related = ["hotel"]
    search_fields = ["code", "name_en", "name_zh"]
