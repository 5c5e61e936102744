"""Pages about customers, below `e/<environment>/customers/`."""

from django.urls import path

from muster.web.customers import deleting, done, exporting, form, listing, merging, page

urlpatterns = [
    path("", listing.customers, name="customers"),
    path("new/", form.new, name="new_customer"),
    path("export/", exporting.export, name="export_customers"),
    path("<int:customer_id>/", page.customer, name="customer"),
    path("<int:customer_id>/edit/", form.edit, name="edit_customer"),
    path("<int:customer_id>/delete/", deleting.delete, name="delete_customer"),
    path("<int:customer_id>/merge/", merging.choose, name="merge_customer"),
    path("<int:customer_id>/merge/<int:other_id>/", merging.merge, name="merge_customers"),
    path("taken-back/<int:import_id>/", done.take_back, name="take_back_by_hand"),
]
