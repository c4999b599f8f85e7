DROP TABLE rescored_results;
