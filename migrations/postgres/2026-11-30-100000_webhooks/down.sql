DROP TRIGGER add_webhook_messages ON exam_sessions;
DROP FUNCTION add_webhook_messages();
DROP TABLE webhook_messages;
DROP TABLE webhook_endpoints;
