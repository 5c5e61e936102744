"""Pages about imports, below `e/<environment>/imports/`."""

from django.urls import path

from muster.web.imports import columns, ended, fetching, history, mending, one, reviewing, sending

urlpatterns = [
    path("", history.imports, name="imports"),
    path("new/", sending.new, name="new_import"),
    path("new/<source>/", fetching.fetch, name="fetch"),
    path("upload/", sending.upload, name="upload"),
    path("template/<form>/", sending.template, name="template"),
    path("<int:import_id>/", one.show, name="import"),
    path("<int:import_id>/progress/", one.progress, name="import_progress"),
    path("<int:import_id>/columns/", columns.columns, name="import_columns"),
    path("<int:import_id>/sheet/", reviewing.sheet, name="choose_sheet"),
    path("<int:import_id>/problems/<code>/", mending.rows, name="mend_rows"),
    path("<int:import_id>/rows/<int:file>/<int:line>/", mending.row, name="mend_row"),
    path("<int:import_id>/replace/", mending.replace, name="mend_replace"),
    path("<int:import_id>/accept/", mending.accept, name="mend_accept"),
    path("<int:import_id>/accept-all/", mending.accept_all, name="mend_accept_all"),
    path("<int:import_id>/leave-out/", mending.leave_out, name="mend_leave_out"),
    path("<int:import_id>/forget/", mending.forget, name="mend_forget"),
    path("<int:import_id>/again/", reviewing.again, name="check_again"),
    path("<int:import_id>/apply/", reviewing.apply, name="apply"),
    path("<int:import_id>/cancel/", reviewing.cancel, name="cancel"),
    path("<int:import_id>/plan/<kind>/", reviewing.rows, name="plan_rows"),
    path("<int:import_id>/correction-file/", ended.correction_file, name="correction_file"),
    path("<int:import_id>/report/", ended.report, name="import_report"),
    path("<int:import_id>/undo/", ended.undo, name="undo"),
]
