"""The shell's own doors (外壳的门): choosing a theme, keeping a filter."""

from django.urls import include, path

from huilong.shell import language, saved

_doors = [
    path("theme/", language.choose_theme, name="theme"),
    path("filters/", saved.keep, name="keep_filter"),
    path("filters/<int:pk>/forget/", saved.forget, name="forget_filter"),
]
urlpatterns = [path("shell/", include((_doors, "shell")))]
