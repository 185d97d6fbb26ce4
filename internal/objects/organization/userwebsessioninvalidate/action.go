// Package userwebsessioninvalidate offers the action katapult_user_web_session_invalidate.
package userwebsessioninvalidate

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"

	"terraform-provider-katapult/internal/crud"
	"terraform-provider-katapult/internal/katapult"
)

// Object is the action.
var Object = crud.Object{Actions: []func() action.Action{invalidate.New}}

var invalidate = crud.Action[*katapult.Client, nothing]{
	Type: "katapult_user_web_session_invalidate",
	Schema: schema.Schema{
		MarkdownDescription: "Signs the user out of the web session that the provider's token was made in. Only tokens have one that a program got by having somebody sign in, as Katapult's own programs do; " +
			"for others it is an error. Actions need Terraform 1.14 or later.",
	},
	Invoke: func(ctx context.Context, api *katapult.Client, _ nothing, progress func(string)) error {
		if err := api.Users.InvalidateWebSession(ctx); err != nil {
			return err
		}
		progress("the web session of the token has ended")
		return nil
	},
}

// nothing is the model of an action without arguments.
type nothing struct{}
