DROP TABLE rescored_results;
DROP FUNCTION rescored_results_unchanged();
