DROP TABLE simulation_summaries;
